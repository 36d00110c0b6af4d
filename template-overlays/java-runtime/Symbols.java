package faastrace.hook;

import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;

/** Writes the names of compiled methods to the file that perf reads, when the agent asks and when the JVM exits. */
final class Symbols {
    /** A line of the list that JVMs before 17 print: id, level, state, method, and the addresses of its code. */
    private static final Pattern METHOD =
            Pattern.compile("^\\S+ \\S+ \\S+ (\\S+) \\[\\S+ 0x([0-9a-f]+) - 0x([0-9a-f]+)]$", Pattern.MULTILINE);

    /** The only folder in which perf looks for names, even if TMPDIR is set. */
    private static final File FOLDER = new File("/tmp");

    private static final String SOON = "soon";

    private final Agent agent;
    private final String process;
    private final BooleanSupplier pause;
    private boolean prepared;

    private Symbols(Agent agent, String process, BooleanSupplier pause) {
        this.agent = agent;
        this.process = process;
        this.pause = pause;
    }

    /** Starts to listen to the agent. Returns null if the JVM can't list its methods, as before version 9. */
    static Symbols serve(Agent agent, String process, BooleanSupplier pause) {
        File pipe = agent.file("symbols");
        if (version() < 9 || !FOLDER.canWrite() || !pipe.exists() || pipe.isFile()) {
            return null;
        }
        Symbols symbols = new Symbols(agent, process, pause);
        Thread listener = new Thread(symbols::listen, "faas-trace symbols");
        listener.setDaemon(true);
        listener.start();
        Runtime.getRuntime().addShutdownHook(new Thread(symbols::atTheEnd, "faas-trace at the end"));
        return symbols;
    }

    private static double version() {
        return Double.parseDouble(System.getProperty("java.specification.version"));
    }

    /** Has the names written in the pause after a recording, because the first write takes a quarter of a second. */
    void prepare() {
        if (!prepared) {
            prepared = agent.tell("symbols", SOON);
        }
    }

    private void listen() {
        try (RandomAccessFile asked = new RandomAccessFile(agent.file("symbols"), "rw")) {
            try (PrintStream by = new PrintStream(agent.file("symbols.by"), "UTF-8")) {
                by.println(process);
            }
            for (String line = asked.readLine(); line != null; line = asked.readLine()) {
                if (!line.equals(SOON)) {
                    write();
                    agent.file("symbols.wanted").delete();
                } else if (isQuietSoon()) {
                    write();
                }
            }
        } catch (IOException | InterruptedException e) {
            // stacks show native frames only
        }
    }

    /** Waits for a pause. Returns false if the agent asks for names before the pause. */
    private boolean isQuietSoon() throws InterruptedException {
        File wanted = agent.file("symbols.wanted");
        while (!wanted.exists() && !pause.getAsBoolean()) {
            Thread.sleep(50);
        }
        return !wanted.exists();
    }

    /** Writes the names before the JVM exits if a recording is open, because its samples need them. */
    private void atTheEnd() {
        if (agent.file("on").exists()) {
            write();
        }
    }

    private synchronized void write() {
        try {
            if (version() >= 17) {
                tell("compilerPerfmap", version() >= 21 ? new Object[] {new String[0]} : new Object[0]);
            } else {
                write(tell("compilerCodelist", new Object[0]));
            }
        } catch (JMException | IOException | RuntimeException e) {
            // this JVM can't list its methods: native frames only
        }
    }

    private static String tell(String command, Object[] arguments) throws JMException {
        String[] types = arguments.length == 0 ? new String[0] : new String[] {String[].class.getName()};
        ObjectName commands = new ObjectName("com.sun.management:type=DiagnosticCommand");
        return (String) ManagementFactory.getPlatformMBeanServer().invoke(commands, command, arguments, types);
    }

    private void write(String methods) throws IOException {
        try (PrintStream map = new PrintStream(new FileOutputStream(new File(FOLDER, "perf-" + process + ".map")))) {
            for (Matcher method = METHOD.matcher(methods); method.find(); ) {
                long start = Long.parseUnsignedLong(method.group(2), 16);
                long size = Long.parseUnsignedLong(method.group(3), 16) - start;
                map.printf("%x %x %s%n", start, size, method.group(1));
            }
        }
    }
}
