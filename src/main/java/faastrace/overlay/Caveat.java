package faastrace.overlay;

import faastrace.overlay.match.Match;
import java.util.Optional;

/**
 * Something known at patch time that a build or a run would only show later.
 *
 * @param match when it holds
 * @param level the finest level that is left; {@link Level#NONE} refuses the template
 * @param text what to tell people, an overlay text
 * @param cure an overlay that makes up for it; where that one is used, the caveat is void
 */
record Caveat(Match match, Level level, String text, Optional<String> cure) {}
