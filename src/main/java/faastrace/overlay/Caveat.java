package faastrace.overlay;

import faastrace.overlay.match.Match;
import java.util.Optional;

/**
 * A limitation that is known at patch time. Without the caveat, only a build or a run would show the limitation.
 *
 * @param match when it applies
 * @param level the finest level that is still possible; {@link Level#NONE} refuses the template
 * @param text the explanation for the user, an overlay text
 * @param cure an overlay that removes the limitation; if it is used, the caveat does not apply
 */
record Caveat(Match match, Level level, String text, Optional<String> cure) {}
