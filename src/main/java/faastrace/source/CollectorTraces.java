package faastrace.source;

import faastrace.collector.store.FileName;
import faastrace.collector.store.StoredTraceHead;
import faastrace.collector.store.TraceName;
import faastrace.document.Json;
import faastrace.document.Value;
import faastrace.problem.Problem;
import faastrace.source.Requests.Answer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The traces of a collector. Lists them page by page, and downloads only those that are read, one at a time. */
final class CollectorTraces {
    private static final int MOST_BYTES_OF_LIST = 4 << 20;
    private static final int MOST_BYTES_OF_HEAD = 64 * 1024;
    private static final int ON_A_PAGE = 1000;
    private static final Instant EARLIEST = Instant.parse("0000-01-01T00:00:00Z");
    private static final Instant TOO_LATE = Instant.parse("+10000-01-01T00:00:00Z");
    private static final Pattern AFTER = Pattern.compile("[?&]after=([^&]{1,1000})");

    private final CollectorUrl url;
    private final Requests requests;
    private final Choice choice;
    private final Limits limits;
    private final long begin = System.nanoTime();
    private int heads;
    private final List<TraceSource> found = new ArrayList<>();

    /**
     * The limits of a listing, because any server may answer.
     *
     * @param pages the maximum number of pages of the list
     * @param heads the maximum number of traces whose beginnings are downloaded
     * @param time how long the listing may take
     */
    record Limits(int pages, int heads, Duration time) {
        static final Limits USUAL = new Limits(1000, 10_000, Duration.ofMinutes(10));
    }

    /**
     * A page of the list.
     *
     * @param next the place after which the next page starts. The rest of the next page's URL is ignored, because it
     *     could be on another server
     */
    private record Page(List<Value> traces, String next) {}

    CollectorTraces(CollectorUrl url, Requests requests, Choice choice) {
        this(url, requests, choice, Limits.USUAL);
    }

    CollectorTraces(CollectorUrl url, Requests requests, Choice choice, Limits limits) {
        this.url = url;
        this.requests = requests;
        this.choice = choice;
        this.limits = limits;
    }

    /**
     * The wanted traces, the oldest first.
     *
     * @throws Problem if the collector can't be read, has no trace at all, or if too many traces are wanted
     */
    List<TraceSource> all() {
        if (url.file().isPresent() && url.folder().isPresent()) {
            String file = url.file().get();
            take(url.folder().get(), file, FileName.time(file), Optional.empty(), true);
            return found;
        }
        String after = "";
        for (int page = 0; page < limits.pages(); page++) {
            Page list = page(after);
            list.traces().forEach(this::take);
            if (list.next().isEmpty()) {
                return requireAny();
            }
            if (list.next().equals(after)) {
                throw strange(new IllegalArgumentException("the next page is the same page"));
            }
            after = list.next();
        }
        throw tooLong("the list of traces has too many pages");
    }

    private Problem tooLong(String what) {
        return new Problem(url.base(), what, "choose fewer traces with --function, --since or --until");
    }

    private void requireTime() {
        if (System.nanoTime() - begin > limits.time().toNanos()) {
            throw tooLong("listing the traces takes more than " + limits.time().toMinutes() + " minutes");
        }
    }

    private List<TraceSource> requireAny() {
        if (found.isEmpty() && !choice.wanted().isChoice()) {
            if (url.folder().isPresent()) {
                throw new Problem(
                        url.base(),
                        "the collector has no traces of a function "
                                + url.folder().get(),
                        "check the function's name: the collector's first page lists the functions");
            }
            throw new Problem(
                    url.base(),
                    "the collector has no traces",
                    "send a request to a patched function; docs/settings.md names the log messages that say why there is"
                            + " no trace");
        }
        return found;
    }

    private Page page(String after) {
        requireTime();
        StringBuilder path = new StringBuilder("/v1/traces?limit=" + ON_A_PAGE);
        name().ifPresent(name -> parameter(path, "name", name));
        choice.wanted().since().ifPresent(time -> parameter(path, "from", time.toString()));
        choice.wanted().until().ifPresent(time -> parameter(path, "to", time.toString()));
        if (!after.isEmpty()) {
            parameter(path, "after", after);
        }
        Answer answer = requests.get(path.toString(), () -> new Received(new Received.Memory(), MOST_BYTES_OF_LIST));
        if (!answer.reply().isOk()) {
            throw requests.refused(answer.reply());
        }
        if (answer.body().isOver()) {
            throw new Problem(
                    url.base(),
                    "a page of the list of traces is larger than 4 MiB",
                    "check that this is the URL of a collector");
        }
        try {
            Value list = Json.read(url.base(), answer.body().text());
            Matcher next = AFTER.matcher(list.findText("next").orElse(""));
            String place = next.find() ? URLDecoder.decode(next.group(1), StandardCharsets.UTF_8) : "";
            List<Value> traces = list.require("traces").items();
            if (traces.size() > ON_A_PAGE) {
                throw new IllegalArgumentException("more traces than a page can have");
            }
            return new Page(traces, place);
        } catch (Problem | IllegalArgumentException notOurs) {
            throw strange(notOurs);
        }
    }

    private static void parameter(StringBuilder path, String key, String value) {
        path.append('&').append(key).append('=').append(URLEncoder.encode(value, StandardCharsets.UTF_8));
    }

    private Problem strange(Exception cause) {
        return new Problem(
                url.base(),
                "the response is not a list of traces",
                "use the URL of a collector, such as the address that faas-trace collect prints",
                cause);
    }

    /** The name to ask for. If the folder's name is not the sender's name, the traces of all names are listed. */
    private Optional<String> name() {
        return choice.wanted()
                .function()
                .or(() -> url.folder()
                        .filter(folder -> new TraceName(folder).folder().equals(folder)));
    }

    private void take(Value entry) {
        String folder;
        String file;
        Instant time;
        Optional<String> version;
        try {
            folder = entry.require("folder").text();
            file = entry.require("file").text();
            time = Instant.parse(entry.require("time").text());
            version = entry.findText("version");
            if (time.isBefore(EARLIEST) || !time.isBefore(TOO_LATE)) {
                throw new DateTimeException("the year does not have four digits");
            }
        } catch (Problem | DateTimeException notOurs) {
            throw strange(notOurs);
        }
        if (!TraceName.isSafe(folder) || !TraceName.isSafe(file)) {
            throw strange(new IllegalArgumentException("unsafe name"));
        }
        if (url.folder().isEmpty() || url.folder().get().equals(folder)) {
            take(folder, file, Optional.of(time), version, false);
        }
    }

    private void take(
            String folder, String file, Optional<Instant> time, Optional<String> listedVersion, boolean named) {
        Wanted wanted = choice.wanted();
        boolean received = time.map(wanted::matches)
                .orElse(wanted.since().isEmpty() && wanted.until().isEmpty());
        String path = CollectorUrl.trace("", folder, file);
        if (received
                && wanted.isIn(folder)
                && (wanted.version().isEmpty() || choice.matches(version(path, listedVersion)))) {
            Sources.requireFew(url.base(), found.size());
            found.add(new TraceSource(
                    url.base() + path,
                    named,
                    Optional.empty(),
                    time,
                    () -> new Download(url.base(), requests, path, named).open()));
        }
    }

    /** The version of a trace. The list has it only if the collector has counted the trace's samples. */
    private Optional<String> version(String path, Optional<String> listed) {
        if (listed.isPresent()) {
            return listed;
        }
        requireTime();
        heads++;
        if (heads > limits.heads()) {
            throw tooLong("more than " + limits.heads() + " traces must be read to find their versions");
        }
        Answer answer = requests.get(path, () -> new Received(new Received.Memory(), MOST_BYTES_OF_HEAD));
        Reply reply = answer.reply();
        if (!reply.isOk() && !reply.isMissing()) {
            throw requests.refused(reply);
        }
        try {
            return StoredTraceHead.head(new ByteArrayInputStream(answer.body().bytes()))
                    .version();
        } catch (IOException inMemory) {
            return Optional.empty();
        }
    }
}
