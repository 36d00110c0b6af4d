package faastrace.overlay;

/**
 * Something known at patch time that a build or a run would only show later.
 *
 * @param match when it holds
 * @param level the finest level that is left; {@link Level#NONE} refuses the template
 * @param text what to tell people, an overlay text
 */
record Caveat(Match match, Level level, String text) {}
