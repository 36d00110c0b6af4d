package faastrace.rewrite;

import faastrace.overlay.Edit;
import faastrace.overlay.Overlay;
import faastrace.overlay.match.BoundedText;
import faastrace.overlay.match.Patterns;
import faastrace.template.TemplateFile;
import java.util.Map;
import java.util.regex.Matcher;

/** Applies an {@link Edit.AtAnchor} to a file. */
final class AnchorEdit {
    private final Overlay overlay;
    private final Edit.AtAnchor edit;
    private final OverlayValues values;

    AnchorEdit(Overlay overlay, Edit.AtAnchor edit, OverlayValues values) {
        this.overlay = overlay;
        this.edit = edit;
        this.values = values;
    }

    /** @param code the file's text without comments, in which the anchor is searched */
    void apply(TemplateFile file, String code, TextEdits edits) {
        String text = file.text();
        Matcher matcher = edit.anchor().matcher(new BoundedText(code));
        int hits = 0;
        while (matcher.find()) {
            hits++;
            Map<String, String> groups = groups(text, matcher);
            String rendered = values.render(overlay, "edits", edit.text(), groups);
            String newText = TextEdits.withNewline(rendered, TextEdits.newline(text));
            place(text, matcher, newText, edits);
        }
        if (!edit.count().allows(hits)) {
            throw new RewriteRefused(
                    "its anchor was found " + hits + " times in " + file.path() + "; expected: " + edit.count());
        }
    }

    /** The groups as they stand in the file, with comments. */
    private Map<String, String> groups(String text, Matcher matcher) {
        Map<String, String> groups = Patterns.groups(edit.anchor(), matcher);
        groups.replaceAll((name, value) -> text.substring(matcher.start(name), matcher.end(name)));
        return groups;
    }

    private void place(String text, Matcher matcher, String newText, TextEdits edits) {
        switch (edit.where()) {
            case REPLACE -> edits.replace(matcher.start(edit.group()), matcher.end(edit.group()), newText);
            case BEFORE -> insertLine(text, lineStart(text, matcher.start()), newText, edits);
            case AFTER -> insertLine(text, lineEnd(text, matcher.end()), newText, edits);
        }
    }

    /**
     * Inserts whole lines at the start of a line or at the end of the text. At the end of the text, a missing line
     * break is added first.
     */
    static void insertLine(String text, int offset, String lines, TextEdits edits) {
        String newline = TextEdits.newline(text);
        boolean atOpenEnd = offset == text.length() && !text.isEmpty() && !text.endsWith("\n");
        String block = lines.endsWith("\n") ? lines.substring(0, lines.length() - newline.length()) : lines;
        edits.insert(offset, atOpenEnd ? newline + block : block + newline);
    }

    static int lineStart(String text, int offset) {
        return text.lastIndexOf('\n', offset - 1) + 1;
    }

    static int lineEnd(String text, int offset) {
        if (offset > 0 && text.charAt(offset - 1) == '\n') {
            return offset;
        }
        int end = text.indexOf('\n', offset);
        return end < 0 ? text.length() : end + 1;
    }
}
