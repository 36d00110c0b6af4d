package faastrace.patch;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.jgit.diff.Edit;
import org.eclipse.jgit.diff.HistogramDiff;
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.diff.RawTextComparator;
import org.jspecify.annotations.Nullable;

/**
 * Removes a patch from a text that was edited after it was patched. Unlike git's merge, it accepts edits on adjacent
 * lines: if somebody added a line directly before or after the lines of the patch, this is not a conflict.
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
     * Removes the changes of the patch from the current text, and keeps all other bytes.
     *
     * @param patched the text just after the patch
     * @param original the text just before the patch
     * @param current the text as it is now
     * @return the result; empty if somebody edited the lines of the patch
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
            if (second.edit != null && meet(first.edit(), second.edit)) {
                if (!first.saysTheSameAs(second)) {
                    return Optional.empty();
                }
                second.next();
            }
            append(patched.lines(line, first.edit().getBeginA()));
            append(first.written());
            line = first.edit().getEndA();
            first.next();
        }
        append(patched.lines(line, patched.size()));
        return glued ? Optional.empty() : Optional.of(out.toByteArray());
    }

    private static boolean comesFirst(Edit a, Edit b) {
        return a.getBeginA() < b.getBeginA() || a.getBeginA() == b.getBeginA() && a.getEndA() <= b.getEndA();
    }

    /** Whether both edits change the same lines or insert at the same position. */
    private static boolean meet(Edit first, Edit second) {
        boolean bothInsert = first.getLengthA() == 0 && second.getLengthA() == 0;
        return bothInsert ? first.getBeginA() == second.getBeginA() : second.getBeginA() < first.getEndA();
    }

    private void append(byte[] lines) {
        if (lines.length > 0) {
            // A last line without a line ending may now be in the middle. Joining it to the next line would break both
            // lines.
            glued |= last != '\n';
            out.writeBytes(lines);
            last = lines[lines.length - 1];
        }
    }

    /** Iterates over the edits that turn the patched text into another text: the original or the current one. */
    private static final class Side {
        private final Text text;
        private final Iterator<Edit> edits;
        private @Nullable Edit edit;

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

        /** The next edit. To be called only if there is one. */
        Edit edit() {
            return Objects.requireNonNull(edit);
        }

        byte[] written() {
            return text.lines(edit().getBeginB(), edit().getEndB());
        }

        boolean saysTheSameAs(Side other) {
            return edit().getBeginA() == other.edit().getBeginA()
                    && edit().getEndA() == other.edit().getEndA()
                    && Arrays.equals(written(), other.written());
        }
    }

    /** Text that returns its lines unchanged, including line endings. */
    private static final class Text extends RawText {
        Text(byte[] bytes) {
            super(bytes);
        }

        byte[] lines(int begin, int end) {
            return Arrays.copyOfRange(content, lines.get(begin + 1), lines.get(end + 1));
        }
    }
}
