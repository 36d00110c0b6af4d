package faastrace.cli;

/** How a result is printed. */
enum Format {
    /** For people. */
    text,
    /** For machines; carries a version. */
    json,
    /** Annotations in a GitHub workflow. */
    github
}
