package faastrace.collector.routes;

import faastrace.collector.http.FileAnswer;
import faastrace.collector.http.HttpError;
import faastrace.collector.http.HttpExchange;
import faastrace.collector.http.QueryParameters;
import faastrace.collector.store.TraceFolder;
import faastrace.collector.views.Analyst;
import faastrace.collector.views.AsyncAnswer;
import faastrace.collector.views.ExportFormat;
import faastrace.files.ParentFolder;
import faastrace.problem.Problem;
import faastrace.trace.Events;
import faastrace.trace.Invocation;
import faastrace.trace.Selection;
import faastrace.trace.Trace;
import faastrace.trace.Weight;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /v1/traces/FOLDER/FILE/profile.folded} and similar: a trace, or a selected part of it, in another format.
 * The export is written to a file first, so that the trace does not stay in memory for a slow client.
 */
final class ExportRoute extends TraceRoute {
    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;
    private static final int IDS_TO_SAY = 5;
    private static final List<String> KNOWN = List.of("from", "to", "invocation", "thread", "idle", "weight", "event");
    private static final int NANO_DIGITS = 9;
    private static final long SECOND = 1_000_000_000L;

    private final Analyst analyst;
    private final ExportFormat export;

    ExportRoute(TraceFolder folder, Analyst analyst, ExportFormat export) {
        super(folder, "GET", "/" + export.file());
        this.analyst = analyst;
        this.export = export;
    }

    @Override
    void answer(HttpExchange exchange, Path trace) {
        QueryParameters asked = QueryParameters.of(exchange, KNOWN);
        require(asked.text("weight").matches("(samples|period)?"), "the value of weight", "samples or period");
        Weight weight = asked.text("weight").equals("period") ? Weight.period : Weight.samples;
        Long from = nanos(asked.text("from"));
        Long to = nanos(asked.text("to"));
        Selection chosen = chosen(asked);
        String call = asked.text("invocation");
        String event = asked.text("event").isEmpty() ? null : asked.text("event");
        String name = folder().nameOf(ParentFolder.of(trace));
        AsyncAnswer.answer(
                exchange,
                analyst.ask(trace, Analyst.Urgency.now, read -> {
                    requireCall(read, call);
                    requireTimes(
                            read,
                            from != null || to != null || !asked.text("thread").isEmpty());
                    Selection ofEvent = chosen.ofEvent(event(read, event));
                    return write(name, trace, read, within(read, ofEvent, from, to), weight);
                }),
                file -> FileAnswer.once(exchange, file, export.type(), fileName(trace)));
    }

    /** The event whose samples are exported. For formats that keep events apart, null means all events. */
    private @Nullable String event(Trace trace, @Nullable String wanted) {
        try {
            Events events = Events.of(trace);
            if (export.addsUp()) {
                return events.choose(wanted, "event=");
            }
            events.check(wanted, "event=");
            return wanted;
        } catch (Problem problem) {
            throw new HttpError(BAD_REQUEST, problem.what(), problem.cure());
        }
    }

    private Path write(String name, Path path, Trace trace, Selection selection, Weight weight) throws IOException {
        Path part = path.resolveSibling(folder().partName());
        try (OutputStream out = new BufferedOutputStream(
                Files.newOutputStream(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), 1 << 16)) {
            export.write(name, Files.getLastModifiedTime(path).toInstant(), trace, selection, weight, out);
        } catch (Problem problem) {
            Files.deleteIfExists(part);
            throw new HttpError(NOT_FOUND, problem.what(), problem.cure());
        } catch (IOException | RuntimeException | OutOfMemoryError failure) {
            Files.deleteIfExists(part);
            throw failure;
        }
        return part;
    }

    private String fileName(Path trace) {
        String base = ParentFolder.of(trace).getFileName() + "-" + trace.getFileName();
        return base.replaceFirst("\\.perf\\.gz$", "") + "." + export.file().replaceFirst("^profile\\.", "");
    }

    /**
     * Limits the selection to a time range. As in heat maps, times are counted from the time of the first sample,
     * rounded down to a whole second.
     */
    private static Selection within(Trace trace, Selection chosen, @Nullable Long from, @Nullable Long to) {
        if (from == null && to == null) {
            return chosen;
        }
        long base = Math.floorDiv(trace.firstNanos(), SECOND) * SECOND;
        return chosen.within(from == null ? Long.MIN_VALUE : base + from, to == null ? Long.MAX_VALUE : base + to);
    }

    private static Selection chosen(QueryParameters asked) {
        require(asked.text("idle").matches("(off)?"), "the value of idle", "off, or leave idle out");
        Selection chosen = asked.text("idle").equals("off") ? Selection.ALL.withoutIdle() : Selection.ALL;
        if (!asked.text("invocation").isEmpty()) {
            chosen = chosen.ofInvocation(asked.text("invocation"));
        }
        String thread = asked.text("thread");
        if (!thread.isEmpty()) {
            require(
                    thread.matches("[0-9]{0,9}(/(-1|[0-9]{1,9}))?"),
                    "the value of thread",
                    "PROCESS, PROCESS/THREAD or /THREAD");
            int slash = (thread + "/").indexOf('/');
            chosen = chosen.ofThread(
                    null,
                    number(thread.substring(0, slash)),
                    number(thread.substring(Math.min(thread.length(), slash + 1))));
        }
        return chosen;
    }

    /**
     * If the trace has no timestamps, rejects requests that need them. Otherwise, all samples would seem to be taken at
     * the same time in one thread.
     */
    private void requireTimes(Trace trace, boolean chosenByThem) {
        if (!trace.timed() && (export.needsTimes() || chosenByThem)) {
            throw new HttpError(
                    BAD_REQUEST,
                    "the trace has no timestamps and no threads",
                    "export folded stacks or a flame graph, and leave out from, to and thread");
        }
    }

    /** Rejects unknown invocations. Otherwise, the export would be empty, as if the invocation had done nothing. */
    private static void requireCall(Trace trace, String call) {
        List<String> ids = trace.heads().stream()
                .flatMap(head -> head.invocations().stream())
                .map(Invocation::id)
                .distinct()
                .toList();
        if (!call.isEmpty() && !ids.contains(call)) {
            String some = String.join(", ", ids.stream().limit(IDS_TO_SAY).toList());
            throw new HttpError(
                    NOT_FOUND,
                    "the trace has no invocation with this id",
                    ids.isEmpty()
                            ? "leave out invocation: the trace does not say which samples belong to which invocation"
                            : "use one of " + some + (ids.size() > IDS_TO_SAY ? " and more" : ""));
        }
    }

    private static OptionalInt number(String digits) {
        return digits.isEmpty() ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(digits));
    }

    private static @Nullable Long nanos(String seconds) {
        if (seconds.isEmpty()) {
            return null;
        }
        require(seconds.matches("[0-9]{1,9}(\\.[0-9]{1,9})?"), "the time range", "seconds, as in from=0.5&to=1.25");
        return new BigDecimal(seconds)
                .movePointRight(NANO_DIGITS)
                .setScale(0, RoundingMode.HALF_UP)
                .longValueExact();
    }

    private static void require(boolean holds, String what, String form) {
        if (!holds) {
            throw new HttpError(BAD_REQUEST, what + " in the query is not valid", "use " + form);
        }
    }
}
