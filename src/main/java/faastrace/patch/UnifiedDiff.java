package faastrace.patch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import org.eclipse.jgit.diff.DiffFormatter;
import org.eclipse.jgit.diff.EditList;
import org.eclipse.jgit.diff.HistogramDiff;
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.diff.RawTextComparator;
import org.eclipse.jgit.util.QuotedString;
import org.jspecify.annotations.Nullable;

/** Prints a patch as text. People can read the text, and {@code git apply} can apply it in both directions. */
public final class UnifiedDiff {
    /** New files with more lines are not printed on a terminal, because they would hide the other changes. */
    private static final int MOST_LINES = 200;

    private final StringBuilder out = new StringBuilder();
    private final boolean colour;
    private final int mostLines;

    private UnifiedDiff(boolean colour, int mostLines) {
        this.colour = colour;
        this.mostLines = mostLines;
    }

    /** Prints plain text; empty for an empty patch. Files that are not UTF-8 text are printed as binary. */
    public static String print(Patch patch) {
        return print(patch, false);
    }

    /** @param colour whether to use ANSI colours, which {@code git apply} does not accept */
    public static String print(Patch patch, boolean colour) {
        return print(patch, new UnifiedDiff(colour, Integer.MAX_VALUE));
    }

    /** Prints the patch for a terminal: in colour, and without the content of long new files. */
    public static String printShort(Patch patch) {
        return print(patch, new UnifiedDiff(true, MOST_LINES));
    }

    private static String print(Patch patch, UnifiedDiff diff) {
        patch.changes().forEach(diff::change);
        return diff.out.toString();
    }

    private void change(FileChange change) {
        Content before = change.before();
        Content after = change.after();
        head("diff --git " + name("a/", change) + " " + name("b/", change));
        modes(before, after);
        byte[] old = before == null ? new byte[0] : before.bytes();
        byte[] now = after == null ? new byte[0] : after.bytes();
        if (Arrays.equals(old, now)) {
            return;
        }
        long lines = lines(now);
        if (before == null && lines > mostLines) {
            out.append(String.format(Locale.ROOT, "(a new file of %,d lines; ", lines))
                    .append("to read it, write the diff to a file)\n");
            return;
        }
        if (isText(old) && isText(now)) {
            head("--- " + (before == null ? "/dev/null" : ended(name("a/", change))));
            head("+++ " + (after == null ? "/dev/null" : ended(name("b/", change))));
            hunks(old, now);
        } else {
            head(BinaryDiff.index(before, after));
            out.append(BinaryDiff.print(old, now));
        }
    }

    private static long lines(byte[] text) {
        long lines = 0;
        for (byte b : text) {
            lines += b == '\n' ? 1 : 0;
        }
        return lines;
    }

    private void modes(@Nullable Content before, @Nullable Content after) {
        if (before == null) {
            head("new file mode " + mode(Objects.requireNonNull(after))); // a change has an old or a new content
        } else if (after == null) {
            head("deleted file mode " + mode(before));
        } else if (before.executable() != after.executable()) {
            head("old mode " + mode(before));
            head("new mode " + mode(after));
        }
    }

    static String mode(Content content) {
        return content.executable() ? "100755" : "100644";
    }

    private static String name(String side, FileChange change) {
        return QuotedString.GIT_PATH.quote(side + change.path());
    }

    /** Adds a tab after a name that contains blanks, to mark where the name ends. */
    private static String ended(String name) {
        return name.indexOf(' ') >= 0 && !name.startsWith("\"") ? name + "\t" : name;
    }

    /** Whether the bytes can be printed as text: they contain no NUL and are valid UTF-8. */
    private static boolean isText(byte[] bytes) {
        for (byte b : bytes) {
            if (b == 0) {
                return false;
            }
        }
        return Arrays.equals(new String(bytes, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8), bytes);
    }

    private void hunks(byte[] old, byte[] now) {
        RawText a = new RawText(old);
        RawText b = new RawText(now);
        EditList edits = new HistogramDiff().diff(RawTextComparator.DEFAULT, a, b);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DiffFormatter formatter = new DiffFormatter(bytes)) {
            formatter.format(edits, a, b);
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        String text = bytes.toString(StandardCharsets.UTF_8);
        if (!colour) {
            out.append(text);
            return;
        }
        for (int start = 0, end; start < text.length(); start = end + 1) {
            end = text.indexOf('\n', start);
            paint(colourOf(text.charAt(start)), text.substring(start, end));
        }
    }

    private static String colourOf(char sign) {
        return switch (sign) {
            case '@' -> "36";
            case '-' -> "31";
            case '+' -> "32";
            default -> "";
        };
    }

    private void head(String line) {
        paint("1", line);
    }

    private void paint(String code, String line) {
        if (colour && !code.isEmpty()) {
            out.append("\u001b[").append(code).append('m').append(line).append("\u001b[m\n");
        } else {
            out.append(line).append('\n');
        }
    }
}
