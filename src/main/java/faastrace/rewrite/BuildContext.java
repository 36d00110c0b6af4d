package faastrace.rewrite;

import faastrace.overlay.BoundedText;
import faastrace.template.Facts;
import faastrace.template.TemplateFile;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** What {@code .dockerignore} keeps out of the build context, in Docker's rules: the last pattern that matches wins. */
final class BuildContext {
    private static final String FILE = ".dockerignore";

    private record Rule(Pattern pattern, boolean keeps) {}

    private final Facts facts;
    private final Optional<TemplateFile> file;

    BuildContext(Facts facts) {
        this.facts = facts;
        this.file = facts.template().file(facts.context() + FILE);
    }

    /** Adds what is missing to {@code .dockerignore} so that these files of the template reach the build. */
    void letThrough(Collection<String> paths, Function<String, TextEdits> edits) {
        if (file.isEmpty()) {
            return;
        }
        String text = file.get().text();
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
            AnchorEdit.insertLine(
                    text,
                    text.length(),
                    String.join(newline, lines) + newline,
                    edits.apply(file.get().path()));
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
        for (String line : text.lines().toList()) {
            String pattern = line.strip();
            if (pattern.isEmpty() || line.startsWith("#")) {
                continue;
            }
            boolean keeps = pattern.startsWith("!");
            rules.add(new Rule(glob(keeps ? pattern.substring(1).strip() : pattern), keeps));
        }
        return rules;
    }

    /** A pattern also takes in everything below what it matches. */
    private static Pattern glob(String pattern) {
        String clean = pattern.replaceFirst("^(\\./|/)+", "").replaceFirst("/+$", "");
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < clean.length(); i++) {
            char c = clean.charAt(i);
            if (clean.startsWith("**", i)) {
                boolean slash = i + 2 < clean.length() && clean.charAt(i + 2) == '/';
                regex.append(slash ? "(.*/)?" : ".*");
                i += slash ? 2 : 1;
            } else {
                regex.append(c == '*' ? "[^/]*" : c == '?' ? "[^/]" : Pattern.quote(String.valueOf(c)));
            }
        }
        return Pattern.compile(regex + "(/.*)?");
    }
}
