package faastrace.overlay;

import faastrace.overlay.match.IgnoredText;
import java.util.List;

/**
 * What an overlay declares about other overlays, images and commands.
 *
 * @param formerly its names in earlier versions of faas-trace, which people may still use
 * @param needs the other overlays that this overlay needs in order to trace at its level
 * @param caveats what it can't do, and when
 * @param reasons why a template gets the level {@code process}, if nothing else explains it
 * @param users the users that images set
 * @param launchers commands that start another program
 * @param ignored parts of files that no overlay's patterns see
 */
record OverlayNotes(
        List<String> formerly,
        List<String> needs,
        List<Caveat> caveats,
        List<Caveat> reasons,
        List<ImageUser> users,
        List<Launcher> launchers,
        List<IgnoredText> ignored) {}
