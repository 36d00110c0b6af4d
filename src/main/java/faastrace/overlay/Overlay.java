package faastrace.overlay;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An overlay as read from its folder.
 *
 * @param name the folder's name
 * @param description one line for {@code overlay list}
 * @param priority where two overlays of one kind match, the higher one is taken
 * @param level what the overlay's entry hook can tell apart; {@link Level#NONE} for kinds other than entry
 * @param match when it applies
 * @param files what it adds
 * @param edits what it does to files that are there already, in order
 * @param install a distribution's shell command that installs the recorder's packages
 * @param settle shell commands run once, as root, when the image is built
 * @param check a command that the changed entry must pass, empty if there is none
 * @param texts the folder's files by name
 * @param version a digest of the folder, so that a change of any file is seen
 */
public record Overlay(
        String name,
        String description,
        Kind kind,
        int priority,
        Level level,
        Match match,
        List<AddedFile> files,
        List<Edit> edits,
        Optional<String> install,
        List<String> settle,
        List<String> check,
        Map<String, byte[]> texts,
        String version) {}
