package faastrace.patch;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Optional;
import org.eclipse.jgit.diff.Edit;
import org.eclipse.jgit.diff.HistogramDiff;
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.diff.RawTextComparator;

/**
 * Takes a change out of a text that went on changing. Unlike git's own merge it lets edits stand right beside each
 * other: a line added next to what the patch wrote is no reason to refuse.
 */
public final class Merge {
    private final Text patched;
    private final Side back;
    private final Side later;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private byte last = '\n';
    private boolean glued;

    private Merge(byte[] patched, byte[] original, byte[] current) {
        this.patched = new Text(patched);
        this.back = new Side(this.patched, new Text(original));
        this.later = new Side(this.patched, new Text(current));
    }

    /**
     * The current text without what the patch did to it, byte for byte.
     *
     * @param patched the text right after the patch
     * @param original the text right before the patch
     * @param current the text as it is now
     * @return empty where somebody changed what the patch had changed
     */
    public static Optional<byte[]> reverse(byte[] patched, byte[] original, byte[] current) {
        if (Arrays.equals(current, patched)) {
            return Optional.of(original);
        }
        return new Merge(patched, original, current).joined();
    }

    private Optional<byte[]> joined() {
        int line = 0;
        while (back.edit != null || later.edit != null) {
            boolean takeBack = later.edit == null || back.edit != null && comesFirst(back.edit, later.edit);
            Side first = takeBack ? back : later;
            Side second = takeBack ? later : back;
            if (second.edit != null && meet(first.edit, second.edit)) {
                if (!first.saysTheSameAs(second)) {
                    return Optional.empty();
                }
                second.next();
            }
            append(patched.lines(line, first.edit.getBeginA()));
            append(first.written());
            line = first.edit.getEndA();
            first.next();
        }
        append(patched.lines(line, patched.size()));
        return glued ? Optional.empty() : Optional.of(out.toByteArray());
    }

    private static boolean comesFirst(Edit a, Edit b) {
        return a.getBeginA() < b.getBeginA() || a.getBeginA() == b.getBeginA() && a.getEndA() <= b.getEndA();
    }

    /** Whether both touch the same lines, or insert at the same place. */
    private static boolean meet(Edit first, Edit second) {
        boolean bothInsert = first.getLengthA() == 0 && second.getLengthA() == 0;
        return bothInsert ? first.getBeginA() == second.getBeginA() : second.getBeginA() < first.getEndA();
    }

    private void append(byte[] lines) {
        if (lines.length > 0) {
            // A last line without its end may have come to stand in the middle; joining it to the next breaks both.
            glued |= last != '\n';
            out.writeBytes(lines);
            last = lines[lines.length - 1];
        }
    }

    /** What one side did to the patched text, edit by edit. */
    private static final class Side {
        private final Text text;
        private final Iterator<Edit> edits;
        private Edit edit;

        Side(Text base, Text text) {
            this.text = text;
            this.edits = new HistogramDiff()
                    .diff(RawTextComparator.DEFAULT, base, text)
                    .iterator();
            next();
        }

        void next() {
            edit = edits.hasNext() ? edits.next() : null;
        }

        byte[] written() {
            return text.lines(edit.getBeginB(), edit.getEndB());
        }

        boolean saysTheSameAs(Side other) {
            return edit.getBeginA() == other.edit.getBeginA()
                    && edit.getEndA() == other.edit.getEndA()
                    && Arrays.equals(written(), other.written());
        }
    }

    /** Text that gives its lines as they are, ends included. */
    private static final class Text extends RawText {
        Text(byte[] bytes) {
            super(bytes);
        }

        byte[] lines(int begin, int end) {
            return Arrays.copyOfRange(content, lines.get(begin + 1), lines.get(end + 1));
        }
    }
}
