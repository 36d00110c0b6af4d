package faastrace.source;

import faastrace.collector.store.FileName;
import faastrace.collector.store.StoredTraceHead;
import faastrace.collector.store.TraceName;
import faastrace.document.Json;
import faastrace.document.Value;
import faastrace.problem.Problem;
import faastrace.source.TraceSource.Opened;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The traces of a collector. Lists them page by page, and downloads only those that are read, one at a time. */
final class CollectorTraces {
    /** The maximum size of a trace as it is stored, in bytes. */
    private static final long MOST_BYTES = 1L << 30;

    private static final int MOST_BYTES_OF_LIST = 4 << 20;
    private static final int MOST_BYTES_OF_HEAD = 64 * 1024;
    private static final int ON_A_PAGE = 1000;
    private static final int MOST_PAGES = 1000;
    private static final Pattern AFTER = Pattern.compile("[?&]after=([^&]{1,1000})");

    private final CollectorUrl url;
    private final Requests requests;
    private final Choice choice;
    private final int mostPages;
    private final List<TraceSource> found = new ArrayList<>();

    /**
     * A page of the list.
     *
     * @param next the place after which the next page starts. The rest of the next page's URL is ignored, because it
     *     could be on another server
     */
    private record Page(List<Value> traces, String next) {}

    CollectorTraces(CollectorUrl url, Requests requests, Choice choice) {
        this(url, requests, choice, MOST_PAGES);
    }

    /** @param mostPages the maximum number of pages of the list */
    CollectorTraces(CollectorUrl url, Requests requests, Choice choice, int mostPages) {
        this.url = url;
        this.requests = requests;
        this.choice = choice;
        this.mostPages = mostPages;
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
        for (int page = 0; page < mostPages; page++) {
            Page list = page(after);
            list.traces().forEach(this::take);
            if (list.next().isEmpty()) {
                return requireAny();
            }
            after = list.next();
        }
        throw new Problem(
                url.base(), "the list of traces has too many pages", "choose fewer traces with --function or --since");
    }

    private List<TraceSource> requireAny() {
        if (found.isEmpty() && !choice.wanted().isChoice()) {
            throw new Problem(
                    url.base(),
                    "the collector has no traces" + (url.folder().isPresent() ? " of this function" : ""),
                    "send a request to a patched function; docs/settings.md names the log messages that say why there is"
                            + " no trace");
        }
        return found;
    }

    private Page page(String after) {
        StringBuilder path = new StringBuilder("/v1/traces?limit=" + ON_A_PAGE);
        name().ifPresent(name -> parameter(path, "name", name));
        choice.wanted().since().ifPresent(time -> parameter(path, "from", time.toString()));
        choice.wanted().until().ifPresent(time -> parameter(path, "to", time.toString()));
        if (!after.isEmpty()) {
            parameter(path, "after", after);
        }
        Received body = new Received(new Received.Memory(), MOST_BYTES_OF_LIST);
        Reply reply = requests.get(path.toString(), body);
        if (!reply.isOk()) {
            throw requests.refused(reply);
        }
        try {
            Value list = Json.read(url.base(), body.text());
            Matcher next = AFTER.matcher(list.findText("next").orElse(""));
            String place = next.find() ? URLDecoder.decode(next.group(1), StandardCharsets.UTF_8) : "";
            return new Page(list.require("traces").items(), place);
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
            found.add(new TraceSource(url.base() + path, named, Optional.empty(), time, () -> open(path, named)));
        }
    }

    /** The version of a trace. The list has it only if the collector has counted the trace's samples. */
    private Optional<String> version(String path, Optional<String> listed) {
        if (listed.isPresent()) {
            return listed;
        }
        Received beginning = new Received(new Received.Memory(), MOST_BYTES_OF_HEAD);
        Reply reply = requests.get(path, beginning);
        if (!reply.isOk() && !reply.isMissing()) {
            throw requests.refused(reply);
        }
        try {
            return StoredTraceHead.head(new ByteArrayInputStream(beginning.bytes()))
                    .version();
        } catch (IOException inMemory) {
            return Optional.empty();
        }
    }

    /** Downloads a trace into a temporary file, so that a broken connection can't be taken for the trace's end. */
    private Opened open(String path, boolean named) throws IOException {
        @Nullable FileChannel channel = null;
        boolean opened = false;
        try {
            channel = temporary();
            Received body = new Received(Channels.newOutputStream(channel), MOST_BYTES);
            Reply reply = requests.get(path, body);
            if (body.failure().isPresent()) {
                throw Problem.of(
                        System.getProperty("java.io.tmpdir"), body.failure().get());
            }
            if (reply.isMissing()) {
                throw unusable(
                        path, named, "the collector has no such trace", "it may have been deleted; list the traces");
            }
            if (!reply.isOk()) {
                throw requests.refused(reply);
            }
            if (body.isOver()) {
                throw unusable(path, named, "the trace is larger than 1 GiB", "download it, and name the file");
            }
            channel.position(0);
            opened = true;
            return new Opened(Channels.newInputStream(channel), body.count());
        } finally {
            if (!opened && channel != null) {
                channel.close();
            }
        }
    }

    /** A trace that the user named must be readable. The others can be left out. */
    private IOException unusable(String path, boolean named, String what, String cure) {
        if (named) {
            throw new Problem(url.base() + path, what, cure);
        }
        return new IOException(what);
    }

    /** An empty file without a name, which disappears with this process at the latest. */
    private static FileChannel temporary() {
        try {
            Path file = Files.createTempFile("faas-trace-", ".part");
            try {
                return FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw Problem.of(System.getProperty("java.io.tmpdir"), e);
        }
    }
}
