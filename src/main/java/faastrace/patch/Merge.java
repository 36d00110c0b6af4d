package faastrace.patch;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Optional;
import org.eclipse.jgit.diff.HistogramDiff;
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.diff.RawTextComparator;
import org.eclipse.jgit.merge.MergeAlgorithm;
import org.eclipse.jgit.merge.MergeChunk;
import org.eclipse.jgit.merge.MergeResult;

/** Takes a change out of a text that went on changing. */
public final class Merge {
    private Merge() {}

    /**
     * The current text without what the patch did to it.
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
        MergeResult<RawText> merged = new MergeAlgorithm(new HistogramDiff())
                .merge(RawTextComparator.DEFAULT, new Text(patched), new Text(current), new Text(original));
        return merged.containsConflicts() ? Optional.empty() : joined(merged);
    }

    private static Optional<byte[]> joined(MergeResult<RawText> merged) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte last = '\n';
        for (MergeChunk chunk : merged) {
            Text text = (Text) merged.getSequences().get(chunk.getSequenceIndex());
            byte[] lines = text.lines(chunk.getBegin(), chunk.getEnd());
            if (lines.length == 0) {
                continue;
            }
            if (last != '\n') {
                // A last line without its end came to stand in the middle; joining it to the next would break both.
                return Optional.empty();
            }
            out.writeBytes(lines);
            last = lines[lines.length - 1];
        }
        return Optional.of(out.toByteArray());
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
