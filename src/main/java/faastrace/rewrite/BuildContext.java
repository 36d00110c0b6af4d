package faastrace.rewrite;

import faastrace.overlay.match.BoundedText;
import faastrace.template.Facts;
import faastrace.template.TemplateFile;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/**
 * Adds files to the build context even if an ignore file excludes them. By Docker's rules, the last pattern that
 * matches a file wins. If there is an ignore file named after the Dockerfile, BuildKit reads that file instead of
 * {@code .dockerignore}. Other builders don't know that file, so both files are edited.
 */
final class BuildContext {
    /** The name of the context's ignore file, and the suffix of a Dockerfile's own ignore file. */
    static final String FILE = ".dockerignore";

    private record Rule(Pattern pattern, boolean keeps) {}

    private final Facts facts;
    private final List<TemplateFile> files;

    BuildContext(Facts facts) {
        this.facts = facts;
        this.files = Stream.of(facts.context() + FILE, facts.dockerfilePath() + FILE)
                .map(facts.template()::file)
                .flatMap(Optional::stream)
                .toList();
    }

    /** Adds lines to the ignore files so that the files with these paths are part of the build context. */
    void letThrough(Collection<String> paths, Function<String, TextEdits> edits) {
        files.forEach(file -> letThrough(file, paths, edits.apply(file.path())));
    }

    private void letThrough(TemplateFile file, Collection<String> paths, TextEdits edits) {
        String text = file.text();
        List<Rule> rules = rules(text);
        List<String> lines = new ArrayList<>();
        for (String path : paths) {
            String inContext = path.substring(facts.context().length());
            if (ignored(rules, inContext)) {
                lines.add("!" + inContext);
            }
        }
        if (!lines.isEmpty()) {
            lines.add(0, "# faas-trace: these must reach the image");
            String newline = TextEdits.newline(text);
            AnchorEdit.insertLine(text, text.length(), String.join(newline, lines) + newline, edits);
        }
    }

    private static boolean ignored(List<Rule> rules, String path) {
        boolean ignored = false;
        for (Rule rule : rules) {
            if (rule.pattern().matcher(new BoundedText(path)).matches()) {
                ignored = !rule.keeps();
            }
        }
        return ignored;
    }

    private static List<Rule> rules(String text) {
        List<Rule> rules = new ArrayList<>();
        String marked = text.startsWith("\uFEFF") ? text.substring(1) : text;
        for (String line : marked.lines().toList()) {
            String pattern = line.strip();
            if (pattern.isEmpty() || line.startsWith("#")) {
                continue;
            }
            boolean keeps = pattern.startsWith("!");
            rules.add(new Rule(glob(keeps ? pattern.substring(1).strip() : pattern), keeps));
        }
        return rules;
    }

    /** Converts a pattern of an ignore file to a regular expression. It also matches everything in a matched folder. */
    private static Pattern glob(String pattern) {
        String clean = pattern.replaceFirst("^(?:\\./|/)++", "").replaceFirst("(?<!/)/++$", "");
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < clean.length(); i++) {
            char c = clean.charAt(i);
            if (clean.startsWith("**", i)) {
                boolean slash = i + 2 < clean.length() && clean.charAt(i + 2) == '/';
                regex.append(slash ? "(.*/)?" : ".*");
                i += slash ? 2 : 1;
            } else if (c == '[' && clean.indexOf(']', i + 2) > 0) {
                int end = clean.indexOf(']', i + 2);
                regex.append(characterClass(clean.substring(i + 1, end)));
                i = end;
            } else if (c == '\\' && i + 1 < clean.length()) {
                regex.append(Pattern.quote(String.valueOf(clean.charAt(++i))));
            } else {
                regex.append(c == '*' ? "[^/]*" : c == '?' ? "[^/]" : Pattern.quote(String.valueOf(c)));
            }
        }
        try {
            return Pattern.compile(regex + "(/.*)?");
        } catch (PatternSyntaxException | StackOverflowError tooLong) {
            throw new RewriteRefused("a pattern in its " + FILE + " is too long: " + pattern.length() + " characters");
        }
    }

    /** Converts a character class from Go's syntax to Java's. Escapes characters that are special only in Java. */
    private static String characterClass(String inside) {
        boolean other = inside.startsWith("^");
        String members = (other ? inside.substring(1) : inside).replaceAll("[\\[&^]", "\\\\$0");
        try {
            return Pattern.compile((other ? "[^/" : "[") + members + "]").pattern();
        } catch (PatternSyntaxException none) {
            return Pattern.quote("[" + inside + "]"); // Docker itself rejects such a file
        }
    }
}
