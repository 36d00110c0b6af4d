package faastrace.cli.terminal;

/** The format in which a result is printed. */
public enum OutputFormat {
    /** Text for people. */
    text,
    /** Versioned JSON for programs. */
    json,
    /** Annotations for a GitHub workflow. */
    github
}
