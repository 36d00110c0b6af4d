package faastrace.host;

import faastrace.problem.Problem;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Replaces placeholders such as {@code @NAME@} in Kubernetes manifests, and checks the values that replace them. */
public final class Manifest {
    private static final Pattern PLACE = Pattern.compile("(?m)^( *+)((?:(?!@[A-Z]+@).)*+)@([A-Z]+)@(.*)$");
    private static final Pattern IN_LINE = Pattern.compile("@([A-Z]+)@");
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/:@-]*");
    private static final Pattern FOLDER = Pattern.compile("/[A-Za-z0-9._/@-]*[A-Za-z0-9._@-]/?");
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

    private Manifest() {}

    /**
     * Fills in a manifest's placeholders. If a value has several lines, all its lines are indented like the
     * placeholder.
     */
    public static String fill(String name, Map<String, String> values) {
        Matcher places = PLACE.matcher(ResourceText.of("/kubernetes/" + name));
        StringBuilder text = new StringBuilder();
        while (places.find()) {
            String value = value(places.group(3), values);
            String line = places.group(2) + value.stripTrailing() + fillRest(places.group(4), values);
            places.appendReplacement(
                    text,
                    Matcher.quoteReplacement(
                            line.indent(places.group(1).length()).stripTrailing()));
        }
        return places.appendTail(text).toString().replaceAll("(?m)^ +$", "");
    }

    private static String fillRest(String line, Map<String, String> values) {
        return IN_LINE.matcher(line).replaceAll(place -> Matcher.quoteReplacement(value(place.group(1), values)));
    }

    /** The value of a placeholder. The callers give a value for each placeholder of the manifest. */
    private static String value(String name, Map<String, String> values) {
        return Objects.requireNonNull(values.get(name), name);
    }

    /** The YAML that makes a pod use a seccomp profile from a file on the cluster's nodes. */
    public static String localhost(String path) {
        return "{type: Localhost, localhostProfile: " + profilePath(path) + "}";
    }

    /** Checks the path of a seccomp profile. The path is relative to the kubelet's seccomp folder. */
    public static String profilePath(String path) {
        if (!PLAIN.matcher(path).matches() || path.contains("..")) {
            throw new Problem(
                    path, "is not a valid path below the kubelet's seccomp folder", "write it like faas-trace/x.json");
        }
        return path;
    }

    /** Checks a name or namespace against Kubernetes' rules. */
    public static String label(String option, String name) {
        if (!LABEL.matcher(name).matches()) {
            throw new Problem(
                    option + " " + name,
                    "is not a valid Kubernetes name",
                    "use a-z, 0-9 and -; begin and end with a letter or digit");
        }
        return name;
    }

    /** Checks the path of the kubelet's folder on the nodes. If the path is empty, returns the default folder. */
    public static String kubelet(String folder) {
        if (folder.isEmpty()) {
            return "/var/lib/kubelet";
        }
        if (!FOLDER.matcher(folder).matches() || folder.contains("..")) {
            throw new Problem(
                    "--kubelet-dir " + folder,
                    "is not a valid absolute path",
                    "use the path from the kubelet's option --root-dir, such as /var/lib/k0s/kubelet");
        }
        int end = folder.length();
        while (folder.charAt(end - 1) == '/') {
            end--;
        }
        return folder.substring(0, end);
    }

    /** Checks an image's name. If the name is empty, returns the name of a small image with a shell. */
    public static String image(String image) {
        if (image.isEmpty()) {
            return ResourceText.of("/kubernetes/image.txt").strip();
        }
        if (!PLAIN.matcher(image).matches()) {
            throw new Problem(
                    "--image " + image, "is not a valid image name", "write it like registry.example.com/name:tag");
        }
        return image;
    }
}
