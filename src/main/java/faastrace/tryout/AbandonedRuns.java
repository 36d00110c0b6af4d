package faastrace.tryout;

import faastrace.problem.Problem;
import faastrace.tryout.engine.Engine;
import faastrace.tryout.engine.RunFolder;
import faastrace.tryout.engine.StoppableCommands;
import faastrace.tryout.engine.TryoutListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Cleans up after tryouts that were killed. Tryouts that are still running are not affected. */
public final class AbandonedRuns {
    private static final Set<String> PROGRAMS = Set.of("docker", "docker-buildx", "podman", "faas-cli");
    private static final int GRACE_SECONDS = 10;

    private final TryoutListener listener;
    private final StoppableCommands commands;

    /** Reports removals to {@code listener}, and runs the engine's commands with {@code commands}. */
    public AbandonedRuns(TryoutListener listener, StoppableCommands commands) {
        this.listener = listener;
        this.commands = commands;
    }

    /** @param root the function repository; run folders in it are ignored, because anyone may have committed them */
    void sweep(Path root) {
        for (RunFolder run : RunFolder.abandoned()) {
            try (run) {
                if (!isWithin(run.path(), root)) {
                    sweep(run);
                }
            }
        }
    }

    private static boolean isWithin(Path folder, Path root) {
        try {
            return folder.toRealPath().startsWith(root.toRealPath());
        } catch (IOException gone) {
            return true;
        }
    }

    private void sweep(RunFolder run) {
        List<String> command = run.engine();
        if (!command.isEmpty() && !isCleaned(run, command)) {
            listener.note("An earlier faas-trace try was killed. Its container and image can't be removed with "
                    + String.join(" ", command) + " now; the next faas-trace try will attempt it again.");
            return;
        }
        run.delete();
        listener.note("Removed what an earlier faas-trace try left behind when it was killed.");
    }

    private boolean isCleaned(RunFolder run, List<String> command) {
        boolean killed = killCommands(run.id());
        try {
            return Engine.of(command, commands).clean(run.id(), killed);
        } catch (Problem engineIsGone) {
            return false;
        }
    }

    /** Ends a killed run's commands, because a build continues even when its parent process was killed. */
    private static boolean killCommands(String id) {
        List<ProcessHandle> left = ProcessHandle.allProcesses()
                .filter(process -> isOf(id, process.info()))
                .toList();
        left.forEach(ProcessHandle::destroy);
        left.forEach(AbandonedRuns::awaitEnd);
        return !left.isEmpty();
    }

    private static boolean isOf(String id, ProcessHandle.Info info) {
        boolean known = info.command()
                .map(path -> path.substring(path.lastIndexOf('/') + 1))
                .filter(PROGRAMS::contains)
                .isPresent();
        return known
                && info.arguments().map(List::of).orElse(List.of()).stream().anyMatch(word -> word.contains(id));
    }

    private static void awaitEnd(ProcessHandle process) {
        try {
            process.onExit().get(GRACE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException stubborn) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
