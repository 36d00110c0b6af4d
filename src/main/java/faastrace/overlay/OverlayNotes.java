package faastrace.overlay;

import java.util.List;

/**
 * What an overlay knows of its surroundings.
 *
 * @param formerly names that it had before, by which people may still know it
 * @param needs overlays without which it does not deliver its level
 * @param caveats what it can't do, and where
 * @param users the users that images set
 * @param launchers commands that start another program
 */
record OverlayNotes(
        List<String> formerly,
        List<String> needs,
        List<Caveat> caveats,
        List<ImageUser> users,
        List<Launcher> launchers) {}
