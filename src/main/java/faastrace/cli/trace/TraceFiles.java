package faastrace.cli.trace;

import static faastrace.cli.terminal.TerminalSafe.printable;

import faastrace.cli.terminal.TerminalProgress;
import faastrace.problem.Problem;
import faastrace.trace.Head;
import faastrace.trace.Skipped;
import faastrace.trace.read.CountedInvocations;
import faastrace.trace.read.ReadResult;
import faastrace.trace.read.TraceReader;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads the traces from the command line. Shows the progress, and reports what is wrong with the traces. */
final class TraceFiles {
    private final Path here;
    private final InputStream standardInput;
    private final PrintWriter err;
    private final boolean set;

    TraceFiles(Path here, InputStream standardInput, PrintWriter err) {
        this(here, standardInput, err, false);
    }

    private TraceFiles(Path here, InputStream standardInput, PrintWriter err, boolean set) {
        this.here = here;
        this.standardInput = standardInput;
        this.err = err;
        this.set = set;
    }

    /** The same, for traces that are read as one. Accepts traces without samples, because their invocations count. */
    TraceFiles ofSet() {
        return new TraceFiles(here, standardInput, err, true);
    }

    /** Throws a {@link Problem} if standard input is named more than once, because it can be read only once. */
    static void requireOneStandardInput(List<String> names) {
        if (names.stream().filter("-"::equals).count() > 1) {
            throw new Problem(
                    "-", "standard input is named more than once", "write - only once, and name files for the rest");
        }
    }

    /** Adds a trace to the reader. The name {@code -} stands for standard input. */
    void add(String name, TraceReader reader) {
        ReadResult reading = open(name, reader::add);
        boolean calls = set
                && !reading.head().invocations().isEmpty()
                && !reading.skipped().broken();
        if (reading.samples() + reading.waits() == 0 && !calls) {
            throw unreadable(name, reading)
                    .orElseGet(() -> new Problem(
                            name,
                            "contains no samples" + losses(", but ", reading),
                            "name a trace that perf script printed; if it has only invocations, show them with:"
                                    + " faas-trace show"));
        }
        warnOfLosses(name, reading);
    }

    /** Counts the samples of each invocation in a trace. The name {@code -} stands for standard input. */
    CountedInvocations invocations(String name) {
        CountedInvocations counted = open(name, CountedInvocations::of);
        ReadResult reading = counted.result();
        if (counted.invocations().isEmpty()) {
            throw unreadable(name, reading)
                    .or(() -> damagedHead(name, reading))
                    .orElseGet(() -> new Problem(
                            name,
                            "does not list any invocation" + losses(", but has ", reading),
                            "name a trace that a patched function sent to the collector"));
        }
        warnOfLosses(name, reading);
        return counted;
    }

    /** The problem with a trace that has no samples because of its encoding or because of damaged compressed data. */
    private static Optional<Problem> unreadable(String name, ReadResult reading) {
        if (reading.samples() > 0) {
            return Optional.empty();
        }
        if (!reading.encoding().isEmpty()) {
            return Optional.of(new Problem(
                    name,
                    "is " + reading.encoding() + " text, but perf script prints UTF-8",
                    "convert it: iconv -f " + reading.encoding() + " -t UTF-8"));
        }
        return reading.skipped().broken()
                ? Optional.of(new Problem(
                        name,
                        "the compressed data is damaged, or ends before the first sample",
                        "copy or record the trace again"))
                : Optional.empty();
    }

    /** The problem with a trace whose head lines can't be parsed. */
    private static Optional<Problem> damagedHead(String name, ReadResult reading) {
        long lines = reading.skipped().headLines();
        return lines == 0
                ? Optional.empty()
                : Optional.of(new Problem(
                        name,
                        "no invocation can be read, because of" + losses(" ", reading),
                        "copy or record the trace again"));
    }

    private static String losses(String but, ReadResult reading) {
        String skips = SkippedText.of(reading.skipped());
        return skips.isEmpty() ? "" : but + skips;
    }

    private void warnOfLosses(String name, ReadResult reading) {
        if (reading.head().format() > Head.FORMAT) {
            warn(
                    name,
                    "its head has the format version " + reading.head().format() + ", but this faas-trace knows only"
                            + " version " + Head.FORMAT + ". If numbers are missing or wrong, update faas-trace.");
        }
        Skipped skipped = reading.skipped();
        if (skipped.broken()) {
            warn(name, "the compressed data is damaged or incomplete; " + reading.samples() + " samples were read.");
        } else if (skipped.lossy()) {
            warn(name, "damaged or unreadable parts were left out: " + SkippedText.of(skipped) + ".");
        }
    }

    private void warn(String name, String text) {
        err.println("warning: " + printable(name) + ": " + text);
    }

    private <T> T open(String name, Reading<T> reading) {
        TerminalProgress progress = TerminalProgress.on(err);
        try {
            if (name.equals("-")) {
                return reading.read(new Counted(standardInput, progress, -1));
            }
            Path file = here.resolve(name);
            if (Files.isDirectory(file)) {
                throw new Problem(name, "is a folder", "name the traces in it, such as " + name + "/*.perf.gz");
            }
            try (InputStream in = Files.newInputStream(file)) {
                return reading.read(new Counted(in, progress, Files.size(file)));
            }
        } catch (IOException e) {
            throw Problem.reading(name, e);
        } finally {
            progress.clear();
        }
    }

    /** What is read from the stream of a trace. */
    private interface Reading<T> {
        T read(InputStream in) throws IOException;
    }

    /** Reports how much of the file has been read. */
    private static final class Counted extends FilterInputStream {
        private static final int MEGA = 1_000_000;

        private final TerminalProgress progress;
        private final long size;
        private long count;

        Counted(InputStream in, TerminalProgress progress, long size) {
            super(in);
            this.progress = progress;
            this.size = size;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int read = in.read(target, offset, length);
            count += Math.max(0, read);
            progress.step("MB read:", count / MEGA, size < 0 ? -1 : size / MEGA);
            return read;
        }
    }
}
