package faastrace.cli.trace;

import faastrace.trace.Skipped;
import java.util.ArrayList;
import java.util.List;

/** Describes in words which parts of a trace were left out when it was read. */
final class SkippedText {
    private SkippedText() {}

    static String of(Skipped skipped) {
        List<String> words = new ArrayList<>();
        say(
                words,
                skipped.headLines(),
                "head line that is malformed or over a limit",
                "head lines that are malformed or over a limit");
        say(words, skipped.strange(), "line that is not from perf script", "lines that are not from perf script");
        say(words, skipped.cut(), "line cut short", "lines cut short");
        say(words, skipped.deepFrames(), "frame too deep", "frames too deep");
        say(words, skipped.truncatedSamples(), "truncated sample", "truncated samples");
        say(words, skipped.tooLate(), "sample whose time is too large", "samples whose times are too large");
        say(words, skipped.leftOut(), "name or stack over the limit", "names or stacks over the limit");
        say(
                words,
                skipped.uncountable(),
                "count that has a fraction or is too large to add up",
                "counts that have a fraction or are too large to add up");
        say(
                words,
                skipped.crowded(),
                "sample shared by too many invocations and counted under none",
                "samples shared by too many invocations and counted under none");
        return String.join(", ", words);
    }

    private static void say(List<String> words, long count, String one, String many) {
        if (count > 0) {
            words.add(count + " " + (count == 1 ? one : many));
        }
    }
}
