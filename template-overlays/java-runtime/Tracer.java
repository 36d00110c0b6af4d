package faastrace.hook;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells the agent when a request begins and ends, so that the agent can record the request. It never makes a request
 * fail and never writes to the log.
 */
final class Tracer {
    /** The fields of the header that this version of the format has. A later version may add fields. */
    private static final Pattern PARENT = Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}(?=-|$)");
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    static final String SHARED = "-";
    private static final Tracer TRACER = open(System.getenv());

    private final Agent agent;
    private final Counts container;
    private final String process;
    private final Sampler sampler;
    private final Sampler demand;
    private final boolean steady;
    private final ThreadLocal<String> threads = ThreadLocal.withInitial(Tracer::thread);
    private Symbols symbols;
    private boolean greeted;
    private long patience;
    private long ended;
    private int running;
    private int active;
    private int dense;
    private long begun;
    private int omitted;

    private Tracer(Agent agent, String process, Map<String, String> settings) {
        this.agent = agent;
        this.container = new Counts(agent.file("cpu.stat"));
        this.process = process;
        this.steady = "all".equals(settings.get("FAAS_TRACE_SAMPLE"));
        this.sampler = Sampler.of(settings.get("FAAS_TRACE_SAMPLE"));
        this.demand = Sampler.ofDemand(settings.get("FAAS_TRACE_HEADER"), settings.get("FAAS_TRACE_HEADER_RATE"));
    }

    /** The one tracer of this process; null without an agent. */
    static Tracer get() {
        return TRACER;
    }

    private static Tracer open(Map<String, String> settings) {
        String folder = settings.get("FAAS_TRACE_DIR");
        if (folder == null || !new File(folder, "events").exists()) {
            return null;
        }
        try {
            String process = Files.readSymbolicLink(Paths.get("/proc/self")).toString();
            return new Tracer(new Agent(new File(folder), process), process, settings);
        } catch (IOException e) {
            return null;
        }
    }

    /** Reports this process to the agent. Call it when the server starts. */
    synchronized void hello() {
        if (!greeted) {
            greeted = true;
            symbols = Symbols.serve(agent, process, this::pauses);
            patience = System.nanoTime() + Sampler.SECOND;
            agent.tell("events", "hello " + process + " java " + System.getProperty("java.version"));
        }
    }

    /** Begins a request that runs on its own thread, which is the current thread. */
    Invocation begin(UnaryOperator<String> header) {
        return begin(header, threads.get());
    }

    /** Begins a request on a thread that also serves others. */
    Invocation beginShared(UnaryOperator<String> header) {
        return begin(header, SHARED);
    }

    /** From now on, the current thread serves this request and no other one. */
    void own(Invocation invocation) {
        invocation.thread = threads.get();
        invocation.before = invocation.thread.equals(SHARED) ? null : new Spent(container);
    }

    /** Begins a request. Returns its invocation, or null if it isn't traced. Pass the result to {@link #end}. */
    private Invocation begin(UnaryOperator<String> header, String thread) {
        boolean demanded;
        synchronized (this) {
            running++;
            begun++;
            String asked = header.apply("X-Faas-Trace");
            demanded = ("1".equals(asked) || "waits".equals(asked)) && demand.wants();
            if (!demanded && !sampler.wants()) {
                return null;
            }
        }
        Invocation invocation = null;
        if (agent.ready(patience)) {
            if (demanded) {
                accelerate(); // before other commands, because perf acknowledges all of them in the same way
            }
            invocation = start(id(header.apply("X-Call-Id")), thread, demanded);
            if (invocation != null) {
                invocation.parent = parent(header.apply("traceparent"));
            }
        }
        if (invocation == null) {
            synchronized (this) {
                omitted++;
            }
        } else if (!thread.equals(SHARED)) {
            invocation.before = new Spent(container); // outside the lock, because it reads files
        }
        return invocation;
    }

    private synchronized Invocation start(String id, String thread, boolean demanded) {
        boolean open = agent.open();
        change(1);
        Invocation invocation = new Invocation(id, process, thread, demanded, running > 1, begun);
        if (open && agent.note("begin " + invocation.bounds() + invocation.mark())) {
            return invocation;
        }
        rest(invocation);
        return null;
    }

    /** Samples faster while an on-demand request is running. Waits until perf does so, but at most 20 ms. */
    private void accelerate() {
        long before = agent.acknowledged();
        synchronized (this) {
            dense++;
            if (dense > 1 || !agent.tell("control", "enable demand")) {
                return;
            }
        }
        long until = System.nanoTime() + Sampler.SECOND / 50;
        while (before >= 0 && agent.acknowledged() == before && System.nanoTime() - until < 0) {
            LockSupport.parkNanos(Sampler.SECOND / 5000);
        }
    }

    private void rest(Invocation invocation) {
        change(-1);
        if (invocation.demanded && --dense == 0) {
            agent.tell("control", "disable demand");
        }
    }

    private synchronized boolean pauses() {
        return running == 0 && System.nanoTime() - ended > Sampler.SECOND / 5;
    }

    /** If every request is traced, switching sampling for each request would cost more than sampling all the time. */
    private void change(int calls) {
        boolean rested = active == 0;
        active += calls;
        if (!steady && rested != (active == 0)) {
            agent.sample(rested);
        }
    }

    void end(Invocation invocation) {
        String times = invocation == null || invocation.before == null
                ? ""
                : new Spent(container).since(invocation.before);
        end(invocation, times);
    }

    private synchronized void end(Invocation invocation, String times) {
        running--;
        if (invocation == null) {
            return;
        }
        ended = System.nanoTime();
        boolean overlap = invocation.thread.equals(SHARED) && (invocation.overlaps || invocation.begun != begun);
        String bounds = invocation.bounds(ended);
        String line = "end " + bounds + (overlap ? " 1 " : " 0 ") + omitted + times + invocation.parent + invocation.mark();
        omitted = agent.note(line) ? 0 : omitted + 1;
        rest(invocation);
        if (symbols != null) {
            symbols.prepare();
        }
        if (invocation.demanded) {
            agent.tell("events", "demanded");
        }
    }

    private static String parent(String given) {
        Matcher fields = PARENT.matcher(given == null ? "" : given);
        return fields.lookingAt() ? " traceparent=" + fields.group() : "";
    }

    /** The given id if it is plain and short, otherwise a new id. Any client can send an id. */
    private static String id(String given) {
        return given != null && PLAIN.matcher(given).matches()
                ? given
                : UUID.randomUUID().toString().replace("-", "");
    }

    /** The kernel's id of this thread, or - for a virtual thread, because that moves between kernel threads. */
    private static String thread() {
        try {
            return Thread.currentThread().getClass().getName().equals("java.lang.VirtualThread")
                    ? SHARED
                    : Files.readSymbolicLink(Paths.get("/proc/thread-self")).getFileName().toString();
        } catch (IOException | RuntimeException e) {
            return SHARED;
        }
    }
}
