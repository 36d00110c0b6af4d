package faastrace.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** What {@code /proc} says of processes. */
final class Processes {
    private Processes() {}

    static String commandLine(long pid) {
        return read(pid, "cmdline");
    }

    /** Those, dead or alive, that were started with this text in their environment. */
    static List<String> with(String text) {
        return ProcessHandle.allProcesses()
                .map(ProcessHandle::pid)
                .filter(pid -> pid != ProcessHandle.current().pid())
                .filter(pid -> read(pid, "environ").contains(text))
                .map(pid -> pid + " " + commandLine(pid).replace('\0', ' '))
                .toList();
    }

    /** Those below this one that have ended and were not waited for. */
    static List<Long> zombies(ProcessHandle top) {
        return top.descendants()
                .map(ProcessHandle::pid)
                .filter(pid -> read(pid, "stat").matches("(?s).*\\) Z .*"))
                .toList();
    }

    /** What runs below it, and as what. */
    static String tree(ProcessHandle top) {
        return top.descendants()
                .map(process -> read(process.pid(), "stat") + " "
                        + read(process.pid(), "cmdline").replace('\0', ' '))
                .collect(Collectors.joining("\n"));
    }

    static void signal(String name, long pid) throws Exception {
        new ProcessBuilder("kill", "-s", name, "" + pid).start().waitFor();
    }

    /** Whether it comes true within a time that is long even on a busy machine. */
    static boolean comes(BooleanSupplier condition) throws InterruptedException {
        return comes(condition, 60);
    }

    /** The same where it may never come. */
    static boolean soon(BooleanSupplier condition) throws InterruptedException {
        return comes(condition, 10);
    }

    private static boolean comes(BooleanSupplier condition, int seconds) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                return false;
            }
            Thread.sleep(20);
        }
        return true;
    }

    private static String read(long pid, String file) {
        try {
            return new String(Files.readAllBytes(Path.of("/proc/" + pid, file)));
        } catch (IOException e) {
            return "";
        }
    }
}
