package faastrace.rewrite;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Changes to a text at given positions. Everything else stays unchanged. */
final class TextEdits {
    private record Change(int start, int end, String text) {}

    private final String text;
    private final List<Change> changes = new ArrayList<>();

    TextEdits(String text) {
        this.text = text;
    }

    /** Inserts text. Insertions at the same offset keep the order of the calls. */
    void insert(int offset, String insertion) {
        replace(offset, offset, insertion);
    }

    void replace(int start, int end, String replacement) {
        changes.add(new Change(start, end, replacement));
    }

    String apply() {
        List<Change> ordered = new ArrayList<>(changes);
        ordered.sort(Comparator.comparingInt(Change::start)); // stable: changes at the same offset keep their order
        StringBuilder out = new StringBuilder();
        int at = 0;
        for (Change change : ordered) {
            if (change.start() < at) {
                throw new IllegalStateException("two edits overlap at offset " + change.start());
            }
            out.append(text, at, change.start()).append(change.text());
            at = change.end();
        }
        return out.append(text, at, text.length()).toString();
    }

    /** The kind of line break that most lines of a text have. */
    static String newline(String text) {
        long crlf = 0;
        long all = 0;
        for (int i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) {
            all++;
            crlf += i > 0 && text.charAt(i - 1) == '\r' ? 1 : 0;
        }
        return crlf * 2 > all ? "\r\n" : "\n";
    }

    /** The text with its line breaks replaced by the given kind of line break. */
    static String withNewline(String text, String newline) {
        return newline.equals("\n") ? text : text.replace("\n", newline);
    }
}
