package faastrace.frames;

import faastrace.document.Yaml;
import faastrace.files.BundledFiles;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The runtimes that faas-trace knows. A trace need not name its language, so each frame is compared with the patterns
 * of all runtimes.
 */
public final class RuntimeFrames {
    private static final String FOLDER = "template-overlays/";
    private static final String FILE = "/overlay.yml";
    private static final Pattern FIELD = Pattern.compile("(?m)^runtime:");

    /** Patterns read only the beginning of a name or a path, because a hostile trace can make both very long. */
    private static final int LONGEST = 400;

    private final List<RuntimePatterns> runtimes;

    private RuntimeFrames(List<RuntimePatterns> runtimes) {
        this.runtimes = List.copyOf(runtimes);
    }

    /** Delays reading the overlays until a picture needs them. */
    private static final class BuiltIn {
        private static final RuntimeFrames FRAMES = load();

        private static RuntimeFrames load() {
            List<RuntimePatterns> runtimes = new ArrayList<>();
            BundledFiles.files(FOLDER).forEach((path, bytes) -> {
                String text = path.endsWith(FILE) ? new String(bytes, StandardCharsets.UTF_8) : "";
                if (FIELD.matcher(text).find()) {
                    runtimes.add(
                            RuntimePatterns.read(Yaml.read(FOLDER + path, text).require("runtime")));
                }
            });
            return new RuntimeFrames(runtimes);
        }
    }

    /** The runtimes of the overlays that come with faas-trace. */
    public static RuntimeFrames builtIn() {
        return BuiltIn.FRAMES;
    }

    /** The names of the runtimes. */
    public List<String> names() {
        return runtimes.stream().map(RuntimePatterns::name).toList();
    }

    /**
     * The index of the runtime, in {@link #names()}, that a frame belongs to; -1 if the frame is code of the user, of a
     * library or of the kernel.
     */
    public int runtimeOf(String function, String file) {
        String name = beginning(function);
        String path = end(file);
        for (int i = 0; i < runtimes.size(); i++) {
            if (runtimes.get(i).contains(name, path)) {
                return i;
            }
        }
        return -1;
    }

    /** The module of a frame: the source file, package or assembly that its name contains, otherwise its file. */
    public String moduleOf(String function, String file) {
        if (function.length() > LONGEST) {
            return file; // a part of a name could contain a part of a path
        }
        return runtimes.stream()
                .map(runtime -> runtime.module(function))
                .flatMap(Optional::stream)
                .findFirst()
                .orElse(file);
    }

    private static String beginning(String text) {
        return text.substring(0, Math.min(LONGEST, text.length()));
    }

    private static String end(String text) {
        return text.substring(Math.max(0, text.length() - LONGEST));
    }
}
