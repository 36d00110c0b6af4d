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
 * @param priority if two overlays of one kind match, the one with the higher priority is used
 * @param level how finely the overlay's entry hook traces; {@link Level#NONE} for kinds other than entry
 * @param frames a line that explains the names in the recorded stacks; empty if the names are obvious
 * @param oldest the oldest versions that its files support, by language; one version for each release line
 * @param match when it applies
 * @param files what it adds
 * @param edits what it changes in existing files, in order
 * @param install the shell command that installs the recorder's packages, for a distribution
 * @param refuse why matching templates can't be traced; if this overlay is chosen, the template is refused
 * @param settle shell commands that run once, as root, when the image is built
 * @param check a command that the changed entry must pass; empty if there is none
 * @param knowledge what it declares about other overlays, images and commands
 * @param texts the files of its folder, by name
 * @param version a digest of the folder and of the named patterns that the overlay uses; any change to them changes it
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
     * Renders one of its texts. The text can include files of the overlay's folder: {@code [=file("NAME")]}.
     *
     * @param place the file or key that contains the text, for messages
     * @throws faastrace.problem.Problem if the text is invalid
     */
    public String render(String place, String text, Map<String, ?> values) {
        String where = name + "/" + place;
        Map<String, Object> all = new HashMap<>(values);
        all.put("file", Rendering.files(texts));
        return builtIn ? Rendering.renderOurs(where, text, all) : Rendering.render(where, text, all);
    }

    /** Its names in earlier versions of faas-trace. */
    public List<String> formerNames() {
        return knowledge.formerly();
    }

    /** The overlays that it names as cures for its limitations. */
    public List<String> cures() {
        return knowledge.caveats().stream()
                .flatMap(caveat -> caveat.cure().stream())
                .toList();
    }

    /**
     * Parses all texts that would be rendered.
     *
     * @throws faastrace.problem.Problem with file, line and column of the first text that is not valid FreeMarker
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
        knowledge.reasons().forEach(reason -> Rendering.check(name + "/reasons", reason.text()));
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
