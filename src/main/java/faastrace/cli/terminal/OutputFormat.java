package faastrace.cli.terminal;

/** The format in which a result is printed. */
public enum OutputFormat {
    /** Text for people. */
    text,
    /** JSON for programs, with a version. */
    json,
    /** Annotations for a GitHub workflow. */
    github
}
