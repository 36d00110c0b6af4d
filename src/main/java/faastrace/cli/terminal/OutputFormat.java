package faastrace.cli.terminal;

/** How a result is printed. */
public enum OutputFormat {
    /** For people. */
    text,
    /** For machines; carries a version. */
    json,
    /** Annotations in a GitHub workflow. */
    github
}
