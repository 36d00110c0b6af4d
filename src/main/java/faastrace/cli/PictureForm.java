package faastrace.cli;

/** What a picture can be. */
enum PictureForm {
    html,
    svg,
    text,
    json
}
