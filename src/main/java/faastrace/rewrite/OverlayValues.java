package faastrace.rewrite;

import faastrace.overlay.ChosenOverlays;
import faastrace.overlay.Edit;
import faastrace.overlay.Overlay;
import faastrace.overlay.OverlayKind;
import faastrace.template.Fact;
import faastrace.template.Facts;
import faastrace.template.LosslessText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * The values that overlay texts can use: {@code settings.…}, {@code changed.…}, {@code user}, {@code mode},
 * {@code install}, {@code settle}, {@code overlays}, {@code entry}, and the values that the overlay's own patterns
 * found.
 */
final class OverlayValues {
    /** A user name that both USER and sudoers accept. Any other name is replaced by an empty string. */
    private static final Pattern USER = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]*|[0-9]+");

    private final ChosenOverlays selection;
    private final Map<String, Object> common = new HashMap<>();

    OverlayValues(Facts facts, ChosenOverlays selection, Map<String, Object> settings, Map<String, Object> changed) {
        this.selection = selection;
        common.put("settings", settings);
        common.put("changed", changed);
        common.put("mode", facts.mode().map(Fact::value).orElse(""));
        common.put("user", user(facts, selection));
        common.put("overlays", selection.chosen().stream().map(Overlay::name).toList());
        common.put(
                "install",
                selection.of(OverlayKind.DISTRIBUTION).flatMap(Overlay::install).orElse(""));
        common.put("settle", settle());
        selection
                .of(OverlayKind.DISTRIBUTION)
                .ifPresent(d ->
                        common.put("install", render(d, "install", d.install().get())));
    }

    private static String user(Facts facts, ChosenOverlays selection) {
        String user = facts.user()
                .map(Fact::value)
                .or(selection::imageUser)
                .map(name -> name.split(":", 2)[0])
                .orElse("");
        return USER.matcher(user).matches() ? user : "";
    }

    private List<String> settle() {
        List<String> commands = new ArrayList<>();
        for (Overlay overlay : selection.chosen()) {
            overlay.settle().forEach(command -> commands.add(render(overlay, "settle", command)));
        }
        return commands;
    }

    /** The entry's path in the build context, as found by this overlay, otherwise as found by the entry overlay. */
    String entry(Overlay overlay) {
        String own = selection.values().getOrDefault(overlay.name(), Map.of()).get("entry");
        if (own != null) {
            return own;
        }
        return selection
                .of(OverlayKind.ENTRY)
                .map(entry ->
                        selection.values().getOrDefault(entry.name(), Map.of()).get("entry"))
                .orElseThrow(() -> new RewriteRefused("it needs an entry, but none is known"));
    }

    /** The content of a file in the overlay's folder. FreeMarker files are rendered. */
    byte[] bytes(Overlay overlay, String file) {
        byte[] bytes = Objects.requireNonNull(overlay.texts().get(file), file); // the reader checks that it exists
        return file.endsWith(".ftl")
                ? render(overlay, file, LosslessText.decode(bytes)).getBytes(StandardCharsets.UTF_8)
                : bytes;
    }

    String render(Overlay overlay, String place, String text) {
        return render(overlay, place, text, Map.of());
    }

    /** Renders a text of an overlay. The text can also use the given groups, which its anchor matched. */
    String render(Overlay overlay, String place, String text, Map<String, String> groups) {
        Map<String, Object> all = new HashMap<>(common);
        all.putAll(selection.values().get(overlay.name()));
        all.putAll(groups);
        return overlay.render(place, text, all);
    }

    Map<String, String> environment(Overlay overlay, Edit.Environment environment) {
        Map<String, String> rendered = new LinkedHashMap<>();
        environment.variables().forEach((name, text) -> {
            String value = render(overlay, "env " + name, text);
            if (!value.isEmpty()) {
                rendered.put(name, value);
            }
        });
        return rendered;
    }
}
