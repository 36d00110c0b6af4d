package faastrace.tryout.engine;

import faastrace.host.enable.RunningEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The container engine of a tryout, by its command line. What belongs to the tryout carries its mark as a label. */
public final class Engine {
    private static final String LABEL = "faas-trace.try=";
    private static final int LOOKS = 3;
    private static final long PAUSE_MILLIS = 300;

    private final List<String> command;
    private final boolean isPodman;
    private final StoppableCommands commands;

    /** The engine that answers, reached by commands that can be stopped. */
    public Engine(RunningEngine running, StoppableCommands commands) {
        this(running.command(), running.isPodman(), commands);
    }

    private Engine(List<String> command, boolean isPodman, StoppableCommands commands) {
        this.command = List.copyOf(command);
        this.isPodman = isPodman;
        this.commands = commands;
    }

    /** The one that an earlier tryout used; asks whether it is Podman. */
    public static Engine of(List<String> command, StoppableCommands commands) {
        Engine engine = new Engine(command, false, commands);
        boolean isPodman =
                engine.ask("--version").out().toLowerCase(Locale.ROOT).startsWith("podman");
        return new Engine(command, isPodman, commands);
    }

    /** The same engine, asked by other means. */
    public Engine with(StoppableCommands others) {
        return new Engine(command, isPodman, others);
    }

    /** Whether it is Podman; else it is Docker. */
    public boolean isPodman() {
        return isPodman;
    }

    /** The words of its command, with more behind them. */
    public List<String> words(String... more) {
        return words(List.of(more));
    }

    /** The words of its command, with more behind them. */
    public List<String> words(List<String> more) {
        List<String> all = new ArrayList<>(command);
        all.addAll(more);
        return all;
    }

    /** The option that puts the mark onto a container or an image. */
    public static List<String> mark(String id) {
        return List.of("--label", LABEL + id);
    }

    /** Runs its command with these words, and gives what it said. */
    public StoppableCommands.Outcome ask(String... words) {
        return commands.ask(words(words));
    }

    /** What was asked for in a template of Go's, or empty. */
    public String inspect(String container, String template) {
        return ask("container", "inspect", "--format", template, container)
                .out()
                .strip();
    }

    /**
     * Removes the containers and images with that mark. Layers without a name stay, which are the engine's cache: with
     * them the next build is fast.
     *
     * @param again whether a command was killed that may still be making one
     * @return whether nothing is left
     */
    public boolean clean(String id, boolean again) {
        boolean gone = removeMarked(id);
        for (int i = 1; i < LOOKS && (again || !gone); i++) {
            pause();
            gone = removeMarked(id);
        }
        return gone;
    }

    private boolean removeMarked(String id) {
        List<String> filter = List.of("--quiet", "--filter", "label=" + LABEL + id);
        List<String> remove = new ArrayList<>(List.of("rm", "--force", "--volumes"));
        if (isPodman) {
            remove.addAll(List.of("--time", "0")); // Docker kills at once
        }
        return removeAll(list("ps", "--all", filter), remove)
                && removeAll(list("images", "--no-trunc", filter), List.of("rmi", "--force", "--no-prune"));
    }

    private List<String> list(String what, String all, List<String> filter) {
        List<String> words = new ArrayList<>(List.of(what, all));
        words.addAll(filter);
        return words;
    }

    private boolean removeAll(List<String> list, List<String> remove) {
        StoppableCommands.Outcome found = commands.ask(words(list));
        if (!found.isGood()) {
            return false;
        }
        List<String> ids =
                found.out().lines().filter(line -> !line.isBlank()).distinct().toList();
        if (ids.isEmpty()) {
            return true;
        }
        List<String> words = new ArrayList<>(remove);
        words.addAll(ids);
        return commands.ask(words(words)).isGood();
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
