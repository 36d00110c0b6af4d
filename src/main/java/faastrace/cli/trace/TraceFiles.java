package faastrace.cli.trace;

import static faastrace.cli.terminal.TerminalSafe.printable;

import faastrace.cli.terminal.TerminalProgress;
import faastrace.problem.Problem;
import faastrace.source.TraceSource;
import faastrace.source.TraceSource.Opened;
import faastrace.trace.Head;
import faastrace.trace.Skipped;
import faastrace.trace.read.CountedInvocations;
import faastrace.trace.read.ReadResult;
import faastrace.trace.read.TraceReader;
import faastrace.trace.read.TraceTooLarge;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Reads the traces from the command line. Shows the progress, and reports what is wrong with the traces. */
final class TraceFiles {
    /** The maximum number of warnings, because a folder can contain thousands of bad traces. */
    private static final int MOST_WARNINGS = 10;

    private static final int PERCENT_OF_MEMORY = 60;

    private final PrintWriter err;
    private int warnings;

    TraceFiles(PrintWriter err) {
        this.err = err;
    }

    /** A trace that can't be used. */
    private static final class BadTrace extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient Problem problem;

        BadTrace(Problem problem) {
            super(problem);
            this.problem = problem;
        }
    }

    /** Uses one trace. */
    private interface Use {
        void of(TraceSource source) throws BadTrace;
    }

    /** Throws a {@link Problem} if standard input is named more than once, because it can be read only once. */
    static void requireOneStandardInput(List<String> names) {
        if (names.stream().filter("-"::equals).count() > 1) {
            throw new Problem(
                    "-", "standard input is named more than once", "write - only once, and name files for the rest");
        }
    }

    /**
     * Adds all traces to the reader. Bad traces are left out with a warning, except those that the user named.
     *
     * @throws Problem if a trace that the user named is bad, or if all traces are bad
     */
    void add(List<TraceSource> sources, TraceReader reader) {
        forEach(sources, source -> add(source, reader));
    }

    /** Counts the samples of each invocation in all traces. Treats bad traces like {@link #add}. */
    void invocations(List<TraceSource> sources, BiConsumer<TraceSource, CountedInvocations> consumer) {
        long[] memory = {memory()};
        forEach(sources, source -> {
            CountedInvocations counted = invocations(source, memory[0]);
            memory[0] -= counted.memory();
            consumer.accept(source, counted);
        });
    }

    /** The memory for traces, in bytes. The rest is for the result. */
    static long memory() {
        return Runtime.getRuntime().maxMemory() / 100 * PERCENT_OF_MEMORY;
    }

    private void forEach(List<TraceSource> sources, Use use) {
        int read = 0;
        Problem first = null;
        boolean alike = true;
        for (TraceSource source : sources) {
            try {
                use.of(source);
                read++;
            } catch (BadTrace bad) {
                if (source.named()) {
                    throw bad.problem;
                }
                first = first == null ? bad.problem : first;
                alike &= bad.problem.what().equals(first.what());
                warn(source.name(), "left out, because it can't be used: " + printable(bad.problem.what()) + ".");
            }
        }
        if (warnings > MOST_WARNINGS) {
            err.println("warning: there are " + (warnings - MOST_WARNINGS) + " more such warnings.");
            warnings = 0;
        }
        if (read == 0 && first != null) {
            throw sources.size() == 1
                    ? first
                    : new Problem(
                            sources.get(0).name() + " and " + (sources.size() - 1) + " more",
                            alike ? first.what() : "none of these traces can be used",
                            alike ? first.cure() : "choose other traces");
        }
    }

    private void add(TraceSource source, TraceReader reader) throws BadTrace {
        boolean[] accepted = {true};
        ReadResult reading = open(
                source,
                in -> reader.add(in, empty -> {
                    accepted[0] = !source.named()
                            && !empty.head().invocations().isEmpty()
                            && !empty.skipped().broken();
                    return accepted[0];
                }));
        if (!accepted[0]) {
            String name = source.name();
            throw new BadTrace(unreadable(name, reading)
                    .orElseGet(() -> new Problem(
                            name,
                            "contains no samples" + losses(", but ", reading),
                            "name a trace that perf script printed; if it has only invocations, show them with:"
                                    + " faas-trace show")));
        }
        warnOfLosses(source.name(), reading);
    }

    private CountedInvocations invocations(TraceSource source, long memory) throws BadTrace {
        String name = source.name();
        CountedInvocations counted = open(source, in -> CountedInvocations.of(in, memory));
        ReadResult reading = counted.result();
        if (counted.invocations().isEmpty()) {
            throw new BadTrace(unreadable(name, reading)
                    .or(() -> damagedHead(name, reading))
                    .orElseGet(() -> new Problem(
                            name,
                            "does not list any invocation" + losses(", but has ", reading),
                            "name a trace that a patched function sent to the collector")));
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
        warnings++;
        if (warnings <= MOST_WARNINGS) {
            err.println("warning: " + printable(name) + ": " + text);
        }
    }

    private <T> T open(TraceSource source, Reading<T> reading) throws BadTrace {
        TerminalProgress progress = TerminalProgress.on(err);
        try (Opened opened = source.opening().open()) {
            return reading.read(new Counted(opened.in(), progress, opened.bytes()));
        } catch (TraceTooLarge tooLarge) {
            throw new Problem(
                    source.name(),
                    "the traces have too many samples, stacks or invocations for the available memory",
                    "choose fewer traces, for example with --since, or allow more memory:"
                            + " FAAS_TRACE_JAVA_OPTIONS=-Xmx4g",
                    tooLarge);
        } catch (IOException e) {
            throw new BadTrace(Problem.reading(source.name(), e));
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
