package faastrace.rewrite;

import faastrace.dockerfile.Instruction;
import faastrace.document.Json;
import faastrace.overlay.match.BoundedText;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** A COPY or ADD instruction. Tells whether it copies the entry, and whether it copies a file next to the entry. */
final class EntryCopy {
    private final Instruction instruction;
    private final String entry;
    private final String file;

    /**
     * @param entry the entry's path in the build context
     * @param file the path, in the build context, of the file that must be copied to the same folder
     */
    EntryCopy(Instruction instruction, String entry, String file) {
        this.instruction = instruction;
        this.entry = entry;
        this.file = file;
    }

    /** Whether the instruction copies the entry. */
    boolean namesEntry() {
        return brings(entry);
    }

    /** Whether the instruction already copies the file to the entry's folder. */
    boolean bringsFile() {
        return folder(file).equals(folder(entry)) && brings(file);
    }

    /** A new instruction that copies the file to the entry's folder in the image, with this instruction's flags. */
    String line() {
        String head = instruction
                .raw()
                .substring(0, instruction.argumentsStart() - instruction.start())
                .stripTrailing();
        String to = destination();
        if (instruction.execForm().isPresent()) {
            return head + " " + Json.writeLine(List.of(file, to));
        }
        return head + " " + file + " " + to;
    }

    private String destination() {
        String to = instruction.destination().orElse(".");
        String name = entry.substring(entry.lastIndexOf('/') + 1);
        String below = below();
        if (!below.isEmpty()) {
            return to + (to.endsWith("/") ? "" : "/") + below;
        }
        if (to.endsWith("/") || to.equals(".") || to.endsWith("/.")) {
            return to;
        }
        if (to.equals(name)) {
            return "./";
        }
        return to.endsWith("/" + name) ? to.substring(0, to.length() - name.length()) : to + "/";
    }

    /** The entry's folder below the folder that the instruction copies; empty if the entry is directly in that folder. */
    private String below() {
        return instruction.sources().stream()
                .map(EntryCopy::clean)
                .filter(source -> source.isEmpty() || source.equals(".") || entry.startsWith(source + "/"))
                .map(source ->
                        folder(source.equals(".") || source.isEmpty() ? entry : entry.substring(source.length() + 1)))
                .findFirst()
                .orElse("");
    }

    private static String folder(String path) {
        return path.substring(0, path.lastIndexOf('/') + 1);
    }

    private static String clean(String source) {
        return source.replaceFirst("^(?:\\.?/)++", "").replaceFirst("(?<!/)/++$", "");
    }

    private boolean brings(String path) {
        if (!instruction.is("COPY") && !instruction.is("ADD")
                || instruction.flag("from").isPresent()) {
            return false;
        }
        return instruction.sources().stream().anyMatch(source -> covers(source, path));
    }

    private static boolean covers(String source, String path) {
        String clean = clean(source);
        if (clean.isEmpty() || clean.equals(".")) {
            return true;
        }
        return path.equals(clean)
                || path.startsWith(clean + "/")
                || glob(clean)
                        .map(g -> g.matcher(new BoundedText(path)).matches())
                        .orElse(false);
    }

    private static Optional<Pattern> glob(String source) {
        if (source.indexOf('*') < 0 && source.indexOf('?') < 0) {
            return Optional.empty();
        }
        StringBuilder pattern = new StringBuilder();
        for (char c : source.toCharArray()) {
            pattern.append(c == '*' ? "[^/]*" : c == '?' ? "[^/]" : Pattern.quote(String.valueOf(c)));
        }
        try {
            return Optional.of(Pattern.compile(pattern + "(/.*)?"));
        } catch (PatternSyntaxException | StackOverflowError tooLong) {
            throw new RewriteRefused(
                    "a COPY in the Dockerfile has a pattern that is too long: " + source.length() + " characters");
        }
    }
}
