package faastrace.cli.project;

import faastrace.project.settings.PatchSettings;
import faastrace.project.settings.SettingChange;
import java.util.List;
import java.util.Optional;

/** Advice about settings that would go back to their defaults, because a flag set them for one run only. */
final class SettingAdvice {
    private SettingAdvice() {}

    /**
     * What to do about a difference from the lock. If some of the lock's settings would be lost, first says how to keep
     * them. Then gives the cure.
     */
    static String orElse(List<SettingChange> changes, String cure) {
        return keeping(changes, "in the lock")
                .map(keep -> keep + "; otherwise " + cure)
                .orElse(cure);
    }

    /**
     * How to keep earlier settings; empty if none of them is lost.
     *
     * @param whose says which settings these are, such as "in the lock"
     */
    static Optional<String> keeping(List<SettingChange> changes, String whose) {
        List<SettingChange> lost = changes.stream()
                .distinct()
                .filter(change -> change.lineThatKeepsIt().isPresent())
                .toList();
        if (lost.isEmpty()) {
            return Optional.empty();
        }
        List<String> lines = lost.stream()
                .map(change -> change.lineThatKeepsIt().orElseThrow())
                .toList();
        List<String> flags = lost.stream()
                .map(change -> "--" + change.setting().key() + " " + change.was())
                .toList();
        String settings = lost.size() == 1 ? "the " + lost.get(0).setting().key() : "the settings";
        return Optional.of(
                "to keep " + settings + " " + whose + ", " + adding(lines) + ", or repeat " + String.join(" ", flags));
    }

    /** Tells the user to put these lines into the settings file. */
    static String adding(List<String> lines) {
        return "add `" + String.join("` and `", lines) + "` to " + PatchSettings.FILE;
    }

    /** The changes in parentheses, with a space before them; empty if there are none. */
    static String inParentheses(List<SettingChange> changes) {
        return changes.isEmpty()
                ? ""
                : " ("
                        + String.join(
                                ", ", changes.stream().map(SettingChange::words).toList()) + ")";
    }
}
