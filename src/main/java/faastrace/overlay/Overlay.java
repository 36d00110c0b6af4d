package faastrace.overlay;

import faastrace.overlay.match.Match;
import faastrace.template.LosslessText;
import java.util.HashMap;
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
 * @param frames which names the stacks of what it traces show, one line for people; empty if that goes without saying
 * @param oldest by language, the oldest versions that its files are written for, one for each line of the language
 * @param match when it applies
 * @param files what it adds
 * @param edits what it does to files that are there already, in order
 * @param install a distribution's shell command that installs the recorder's packages
 * @param refuse why templates that it matches can't be traced; where it is chosen, they are refused with it
 * @param settle shell commands run once, as root, when the image is built
 * @param check a command that the changed entry must pass, empty if there is none
 * @param knowledge what it knows of its surroundings
 * @param texts the folder's files by name
 * @param version a digest of the folder and of the named patterns that it uses, so that any change is seen
 * @param builtIn whether it comes with faas-trace
 */
public record Overlay(
        String name,
        String description,
        OverlayKind kind,
        int priority,
        Level level,
        String frames,
        Map<String, List<String>> oldest,
        Match match,
        List<AddedFile> files,
        List<Edit> edits,
        Optional<String> install,
        Optional<String> refuse,
        List<String> settle,
        List<String> check,
        OverlayNotes knowledge,
        Map<String, byte[]> texts,
        String version,
        boolean builtIn) {

    /**
     * Renders one of its texts, which may take in files of its folder: {@code [=file("NAME")]}.
     *
     * @param place the file or the key that holds it, for messages
     * @throws faastrace.problem.Problem where the text is at fault
     */
    public String render(String place, String text, Map<String, ?> values) {
        String where = name + "/" + place;
        Map<String, Object> all = new HashMap<>(values);
        all.put("file", Rendering.files(texts));
        return builtIn ? Rendering.renderOurs(where, text, all) : Rendering.render(where, text, all);
    }

    /** Names that it had in earlier versions of faas-trace. */
    public List<String> formerNames() {
        return knowledge.formerly();
    }

    /** Overlays that it names as a cure of what it can't do. */
    public List<String> cures() {
        return knowledge.caveats().stream()
                .flatMap(caveat -> caveat.cure().stream())
                .toList();
    }

    /**
     * Parses what would be rendered.
     *
     * @throws faastrace.problem.Problem with file, line and column of the first text that is no FreeMarker
     */
    public void checkTexts() {
        texts.forEach((file, bytes) -> {
            if (file.endsWith(".ftl")) {
                Rendering.check(name + "/" + file, LosslessText.decode(bytes));
            }
        });
        install.ifPresent(text -> Rendering.check(name + "/install", text));
        refuse.ifPresent(text -> Rendering.check(name + "/refuse", text));
        settle.forEach(text -> Rendering.check(name + "/settle", text));
        check.forEach(text -> Rendering.check(name + "/check", text));
        knowledge.caveats().forEach(caveat -> Rendering.check(name + "/caveats", caveat.text()));
        knowledge
                .launchers()
                .forEach(launcher -> launcher.texts().forEach(text -> Rendering.check(name + "/launchers", text)));
        for (Edit edit : edits) {
            if (edit instanceof Edit.AtAnchor anchor) {
                Rendering.check(edit.at().where(), anchor.text());
            } else if (edit instanceof Edit.InInstruction inside) {
                Rendering.check(edit.at().where(), inside.text());
            } else if (edit instanceof Edit.Environment environment) {
                environment
                        .variables()
                        .values()
                        .forEach(text -> Rendering.check(edit.at().where(), text));
            }
        }
    }
}
