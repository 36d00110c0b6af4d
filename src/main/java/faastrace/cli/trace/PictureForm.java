package faastrace.cli.trace;

/** What a picture can be. */
enum PictureForm {
    html,
    svg,
    text,
    json
}
