package faastrace.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** Reads information about processes from {@code /proc}. */
public final class Processes {
    private Processes() {}

    public static String commandLine(long pid) {
        return read(pid, "cmdline");
    }

    /**
     * The processes that were started with this text in their environment, including zombies. Each has its id and
     * command.
     */
    public static List<String> with(String text) {
        return ProcessHandle.allProcesses()
                .map(ProcessHandle::pid)
                .filter(pid -> pid != ProcessHandle.current().pid())
                .filter(pid -> read(pid, "environ").contains(text))
                .map(pid -> pid + " " + commandLine(pid).replace('\0', ' '))
                .toList();
    }

    /** The ids of a process's zombies: descendants that have ended, but that no process has waited for. */
    public static List<Long> zombies(ProcessHandle top) {
        return top.descendants()
                .map(ProcessHandle::pid)
                .filter(pid -> read(pid, "stat").matches("(?s).*\\) Z .*"))
                .toList();
    }

    /** The descendants of a process and their commands. */
    public static String tree(ProcessHandle top) {
        return top.descendants()
                .map(process -> read(process.pid(), "stat") + " "
                        + read(process.pid(), "cmdline").replace('\0', ' '))
                .collect(Collectors.joining("\n"));
    }

    public static void signal(String name, long pid) throws Exception {
        new ProcessBuilder("kill", "-s", name, "" + pid).start().waitFor();
    }

    /** Waits for a condition and returns whether it became true. The time limit allows for a busy machine. */
    public static boolean comes(BooleanSupplier condition) throws InterruptedException {
        return comes(condition, 60);
    }

    /** Like {@link #comes} with a shorter limit, for a condition that may never become true. */
    public static boolean soon(BooleanSupplier condition) throws InterruptedException {
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
