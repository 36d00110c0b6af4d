package faastrace.cli.trace;

/** The output formats of a picture. */
enum PictureForm {
    html,
    svg,
    text,
    json
}
