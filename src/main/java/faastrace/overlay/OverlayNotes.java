package faastrace.overlay;

import java.util.List;

/**
 * What an overlay declares about other overlays, images and commands.
 *
 * @param formerly its names in earlier versions of faas-trace, which people may still use
 * @param needs the other overlays that this overlay needs in order to trace at its level
 * @param caveats what it can't do, and when
 * @param users the users that images set
 * @param launchers commands that start another program
 */
record OverlayNotes(
        List<String> formerly,
        List<String> needs,
        List<Caveat> caveats,
        List<ImageUser> users,
        List<Launcher> launchers) {}
