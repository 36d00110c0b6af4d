package faastrace.host.record;

import faastrace.files.ParentFolder;
import faastrace.host.Commands;
import faastrace.host.RecordingStop;
import faastrace.problem.Problem;
import faastrace.trace.Head;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Records a container, a control group or a process from outside, so the image needs no changes. perf looks up function
 * names in each process's own root folder and by the process's own id. The lookup works only while the process is
 * alive. If a process ends during the recording, its samples show only addresses.
 */
public final class HostRecording {
    private static final int SCRIPT_SECONDS = 300;

    /** The minimum number of samples. With fewer, there is nothing to show, and some readers reject the trace. */
    private static final int FEWEST_SAMPLES = 2;

    private final RecordRequest request;
    private final RecordTarget target;
    private final RecordingStop stop;
    private final Optional<Delivery> delivery;
    private final PerfCommands perf;
    private long samples;
    private long waits;
    private boolean full;

    private HostRecording(RecordRequest request, RecordTarget target, RecordingStop stop) {
        this.request = request;
        this.target = target;
        this.stop = stop;
        this.delivery = request.url().map(url -> new Delivery(url, request.tokenFile()));
        this.perf = new PerfCommands(System.getenv().getOrDefault("FAAS_TRACE_PERF", "perf"), request);
    }

    /**
     * The result of a recording.
     *
     * @param where the file or the collector that has the trace
     * @param waits the number of waits; 0 if none were to be recorded
     * @param full whether the recording ended early because perf's file had reached its limit
     */
    public record Result(String where, long samples, long waits, boolean full) {}

    /**
     * Checks what is to be recorded and where the trace goes. Records nothing yet.
     *
     * @param stop ends the recording early
     * @throws Problem if the container, control group or process does not exist, or if the trace could not be written
     */
    public static HostRecording prepare(RecordRequest request, RecordingStop stop) {
        HostRecording recording = new HostRecording(request, RecordTarget.of(request), stop);
        if (recording.delivery.isEmpty()) {
            recording.checkOutput();
        }
        return recording;
    }

    /** Records for the requested time or until it is stopped, then writes or sends the trace. */
    public Result run() {
        Path work = null;
        try {
            work = Files.createTempDirectory("faas-trace-record");
            full = new PerfRecord(perf, request, stop).isFullAfter(target, work.resolve("perf.data"));
            Path trace = work.resolve("trace.perf.gz");
            write(work.resolve("perf.data"), trace);
            if (samples < FEWEST_SAMPLES) {
                throw tooFew();
            }
            return new Result(deliver(trace), samples, waits, full);
        } catch (IOException e) {
            throw Problem.of(work == null ? "the temporary folder" : work, e);
        } finally {
            delete(work);
        }
    }

    private Problem tooFew() {
        if (request.event().isPresent() && !stop.isAsked()) {
            return new Problem(
                    target.label(),
                    "had almost no " + request.event().get() + " while it was recorded: only " + samples + " samples",
                    "invoke the function during the recording, or record longer with --seconds"
                            + (request.kernelFrames()
                                    ? ""
                                    : "; events that happen only in the kernel, such as context-switches, need --kernel-frames"));
        }
        if (stop.isAsked()) {
            return new Problem(
                    target.label(),
                    "was recorded for too short a time: only " + samples + " samples, so no trace is written",
                    "stop later, and invoke the function during the recording");
        }
        return new Problem(
                target.label(),
                "used almost no CPU time while it was recorded: only " + samples + " samples",
                "invoke the function during the recording, or record longer with --seconds");
    }

    private void write(Path data, Path file) throws IOException {
        List<String> command = perf.script(data);
        Path err = data.resolveSibling("script.err");
        ProcessBuilder builder = new ProcessBuilder(Commands.apart(command)).redirectError(err.toFile());
        builder.environment().put("DEBUGINFOD_URLS", ""); // so that perf contacts no debuginfod server
        Process script = builder.start();
        script.getOutputStream().close();
        try (BufferedReader text =
                        new BufferedReader(new InputStreamReader(script.getInputStream(), StandardCharsets.UTF_8));
                Writer out = new BufferedWriter(new OutputStreamWriter(
                        new GZIPOutputStream(Files.newOutputStream(file)), StandardCharsets.UTF_8))) {
            out.write(Head.of(meta(), List.of()).text());
            TraceText trace = request.waits() ? new WaitText(out) : new TraceText(out);
            for (String line = text.readLine(); line != null; line = text.readLine()) {
                trace.take(line);
            }
            samples = trace.samples();
            waits = trace.waits();
        }
        if (!ends(script)) {
            throw new Problem(
                    perf.perf() + " script", "did not exit in time", "record for a shorter time, with --seconds");
        }
    }

    private static boolean ends(Process process) {
        try {
            return process.waitFor(SCRIPT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            process.destroyForcibly();
        }
    }

    private Map<String, String> meta() {
        Map<String, String> meta = new LinkedHashMap<>();
        meta.put("function", name());
        request.container().ifPresent(container -> meta.put("container", container));
        if (request.event().isEmpty()) {
            meta.put("rate", String.valueOf(request.frequency()));
        }
        meta.put("clock", "monotonic");
        return meta;
    }

    private String name() {
        return request.function().orElseGet(() -> target.label().replaceAll("[^A-Za-z0-9_-]+", "-"));
    }

    /** Checks in advance that the trace can be written, so that the user does not waste minutes on a recording. */
    private void checkOutput() {
        Path file = output();
        if (Files.exists(file)) {
            throw isThere(file, null);
        }
        Path folder = ParentFolder.of(file.toAbsolutePath());
        if (!Files.isDirectory(folder) || !Files.isWritable(folder)) {
            throw new Problem(folder.toString(), "is not a writable folder", "use --output to write to another folder");
        }
    }

    private Path output() {
        return request.here()
                .resolve(request.output().orElse(Path.of(name() + "-" + System.currentTimeMillis() + ".perf.gz")));
    }

    private static Problem isThere(Path file, @Nullable IOException cause) {
        return new Problem(file.toString(), "already exists", "name another file with --output", cause);
    }

    private String deliver(Path trace) throws IOException {
        if (delivery.isEmpty()) {
            return keep(trace);
        }
        try {
            return delivery.get().send(name(), trace);
        } catch (Problem refused) {
            throw new Problem(
                    refused.where(), refused.what() + "; the trace is kept as " + keep(trace), refused.cure(), refused);
        }
    }

    private String keep(Path trace) {
        Path file = output();
        try {
            Files.move(trace, file); // never overwrites a file
        } catch (FileAlreadyExistsException e) {
            throw isThere(file, e);
        } catch (IOException e) {
            throw Problem.of(file, e);
        }
        return file.toString();
    }

    private static void delete(@Nullable Path folder) {
        if (folder == null) {
            return;
        }
        for (String name : List.of("perf.data", "script.err", "trace.perf.gz", "")) {
            try {
                Files.deleteIfExists(folder.resolve(name));
            } catch (IOException stays) {
                // The system cleans up its temporary folder.
            }
        }
    }
}
