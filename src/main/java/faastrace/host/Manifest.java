package faastrace.host;

import faastrace.problem.Problem;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Kubernetes manifests, kept as texts with {@code @NAME@} where a value goes. */
public final class Manifest {
    private static final Pattern PLACE = Pattern.compile("(?m)^( *+)((?:(?!@[A-Z]+@).)*+)@([A-Z]+)@(.*)$");
    private static final Pattern IN_LINE = Pattern.compile("@([A-Z]+)@");
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/:@-]*");
    private static final Pattern FOLDER = Pattern.compile("/[A-Za-z0-9._/@-]*[A-Za-z0-9._@-]/?");
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

    private Manifest() {}

    /** A value of several lines takes the indentation of the place where it goes. */
    public static String fill(String name, Map<String, String> values) {
        Matcher places = PLACE.matcher(ResourceText.of("/kubernetes/" + name));
        StringBuilder text = new StringBuilder();
        while (places.find()) {
            String value = values.get(places.group(3));
            String line = places.group(2) + value.stripTrailing() + fillRest(places.group(4), values);
            places.appendReplacement(
                    text,
                    Matcher.quoteReplacement(
                            line.indent(places.group(1).length()).stripTrailing()));
        }
        return places.appendTail(text).toString().replaceAll("(?m)^ +$", "");
    }

    private static String fillRest(String line, Map<String, String> values) {
        return IN_LINE.matcher(line).replaceAll(place -> Matcher.quoteReplacement(values.get(place.group(1))));
    }

    /** A seccomp profile that lies on the cluster's machines. */
    public static String localhost(String path) {
        return "{type: Localhost, localhostProfile: " + profilePath(path) + "}";
    }

    /** Where such a profile lies, below the kubelet's seccomp folder. */
    public static String profilePath(String path) {
        if (!PLAIN.matcher(path).matches() || path.contains("..")) {
            throw new Problem(path, "is no path below the kubelet's seccomp folder", "write it like faas-trace/x.json");
        }
        return path;
    }

    /** A namespace or a name as Kubernetes takes it. */
    public static String label(String option, String name) {
        if (!LABEL.matcher(name).matches()) {
            throw new Problem(option + " " + name, "is no name in Kubernetes", "use a-z, 0-9 and - inside");
        }
        return name;
    }

    /** The kubelet's folder on the machines; where it is empty, the usual one. */
    public static String kubelet(String folder) {
        if (folder.isEmpty()) {
            return "/var/lib/kubelet";
        }
        if (!FOLDER.matcher(folder).matches() || folder.contains("..")) {
            throw new Problem(
                    "--kubelet-dir " + folder,
                    "is no folder on a machine",
                    "write its whole path, like /var/lib/k0s/kubelet, as the kubelet's --root-dir has it");
        }
        int end = folder.length();
        while (folder.charAt(end - 1) == '/') {
            end--;
        }
        return folder.substring(0, end);
    }

    /** An image's name; where it is empty, that of a small one with a shell. */
    public static String image(String image) {
        if (image.isEmpty()) {
            return ResourceText.of("/kubernetes/image.txt").strip();
        }
        if (!PLAIN.matcher(image).matches()) {
            throw new Problem("--image " + image, "is no image's name", "write it like registry.example.com/name:tag");
        }
        return image;
    }
}
