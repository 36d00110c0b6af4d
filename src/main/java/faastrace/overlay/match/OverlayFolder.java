package faastrace.overlay.match;

import faastrace.document.Value;
import faastrace.document.Yaml;
import faastrace.problem.Problem;
import faastrace.template.LosslessText;
import java.util.SortedMap;
import java.util.regex.Pattern;

/**
 * An overlay's folder, with its {@code overlay.yml} parsed but not yet interpreted.
 *
 * @param texts its files by relative path
 * @param root the content of {@code overlay.yml}
 * @param builtIn whether it comes with faas-trace
 */
public record OverlayFolder(String name, SortedMap<String, byte[]> texts, Value root, boolean builtIn) {
    /** The file that describes the overlay. */
    public static final String FILE = "overlay.yml";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

    /** @param where the folder's path as the user knows it */
    public static OverlayFolder read(String name, String where, SortedMap<String, byte[]> texts, boolean builtIn) {
        byte[] bytes = texts.get(FILE);
        if (bytes == null) {
            throw new Problem(where, "there is no " + FILE, "add one, or remove the folder");
        }
        Value root = Yaml.read(where + "/" + FILE, LosslessText.decode(bytes));
        if (!NAME.matcher(name).matches()) {
            throw root.problem("the folder's name '" + name + "' is not an overlay name", "use letters, digits, . _ -");
        }
        return new OverlayFolder(name, texts, root, builtIn);
    }
}
