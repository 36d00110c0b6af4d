package faastrace.host.seccomp;

import faastrace.document.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A list in the text of a JSON document. Edits to the list leave the document's white space unchanged. */
public final class JsonList {
    private final String text;
    private final Value list;
    private final List<Value> items;

    JsonList(String text, Value list) {
        this.text = text;
        this.list = list;
        this.items = list.items();
    }

    /**
     * Prints the edited list.
     *
     * @param edited the new text of each item; null removes the item
     * @param last an additional item, or null
     */
    String print(List<@Nullable String> edited, @Nullable String last) {
        int start = list.offset(text);
        if (items.isEmpty()) {
            return last == null ? text.substring(start, end(text, start)) : "[" + last + "]";
        }
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < items.size(); i++) {
            if (edited.get(i) != null) {
                out.append(out.isEmpty() ? lead() : separator(i)).append(edited.get(i));
            }
        }
        if (last != null) {
            out.append(out.isEmpty() ? lead() : separator(items.size() - 1)).append(last);
        }
        int tail = end(text, items.get(items.size() - 1).offset(text));
        return out + text.substring(tail, end(text, start));
    }

    /** The text from the bracket to the first item. */
    private String lead() {
        return text.substring(list.offset(text), items.get(0).offset(text));
    }

    /** The text between an item and the previous item. */
    private String separator(int index) {
        if (index == 0) {
            return "," + lead().substring(1);
        }
        return text.substring(
                end(text, items.get(index - 1).offset(text)), items.get(index).offset(text));
    }

    /** The end offset of the JSON value that starts at {@code start}. The document must be valid. */
    public static int end(String text, int start) {
        int depth = 0;
        for (int i = start; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                i = endOfString(text, i) - 1;
            } else if (c == '{' || c == '[') {
                depth++;
            } else if (c == '}' || c == ']') {
                depth--;
            } else if (depth == 0 && i + 1 < text.length() && ",]} \t\r\n".indexOf(text.charAt(i + 1)) < 0) {
                continue; // inside a number, true, false or null
            }
            if (depth == 0) {
                return i + 1;
            }
        }
        return text.length();
    }

    private static int endOfString(String text, int quote) {
        for (int i = quote + 1; i < text.length(); i++) {
            if (text.charAt(i) == '\\') {
                i++;
            } else if (text.charAt(i) == '"') {
                return i + 1;
            }
        }
        return text.length();
    }
}
