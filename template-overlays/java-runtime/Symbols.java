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

/** Writes the names of compiled methods to the file that perf looks into, when the agent asks, and at the end. */
final class Symbols {
    /** id, level, state, method, and where its code lies: as the JVM before version 17 lists them. */
    private static final Pattern METHOD =
            Pattern.compile("^\\S+ \\S+ \\S+ (\\S+) \\[\\S+ 0x([0-9a-f]+) - 0x([0-9a-f]+)]$", Pattern.MULTILINE);

    /** perf looks in this folder only, whatever TMPDIR says. */
    private static final File FOLDER = new File("/tmp");

    private final Agent agent;
    private final String process;
    private volatile boolean written;
    private boolean warming;

    private Symbols(Agent agent, String process) {
        this.agent = agent;
        this.process = process;
    }

    /** Starts to listen to the agent, where the JVM can tell its methods, from version 9 on; else null. */
    static Symbols serve(Agent agent, String process) {
        File pipe = agent.file("symbols");
        if (version() < 9 || !FOLDER.canWrite() || !pipe.exists() || pipe.isFile()) {
            return null;
        }
        Symbols symbols = new Symbols(agent, process);
        start(symbols::listen);
        Runtime.getRuntime().addShutdownHook(new Thread(symbols::atTheEnd, "faas-trace at the end"));
        return symbols;
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "faas-trace symbols");
        thread.setDaemon(true);
        thread.start();
    }

    /** The first time takes a quarter of a second: so it is done in the pause that ends a recording, before it is asked for. */
    void warmUp(BooleanSupplier pause) {
        if (!warming) {
            warming = true;
            start(() -> {
                while (!written && !pause.getAsBoolean()) {
                    sleep();
                }
                write();
            });
        }
    }

    private static void sleep() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static double version() {
        return Double.parseDouble(System.getProperty("java.specification.version"));
    }

    private void listen() {
        try (RandomAccessFile asked = new RandomAccessFile(agent.file("symbols"), "rw")) {
            try (PrintStream by = new PrintStream(agent.file("symbols.by"), "UTF-8")) {
                by.println(process);
            }
            while (asked.readLine() != null) {
                write();
                agent.file("symbols.wanted").delete();
            }
        } catch (IOException e) {
            // no names then
        }
    }

    /** What is being sampled can be read afterwards only if its names are written now. */
    private void atTheEnd() {
        if (agent.file("on").exists()) {
            write();
        }
    }

    private synchronized void write() {
        written = true;
        try {
            if (version() >= 17) {
                tell("compilerPerfmap", version() >= 21 ? new Object[] {new String[0]} : new Object[0]);
            } else {
                write(tell("compilerCodelist", new Object[0]));
            }
        } catch (JMException | IOException | RuntimeException e) {
            // a JVM that can't: native frames only
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
