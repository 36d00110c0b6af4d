package faastrace.tryout.engine;

import faastrace.host.enable.RunningEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The container engine of a tryout, used through its command line. Labels mark the tryout's containers and images. */
public final class Engine {
    private static final String LABEL = "faas-trace.try=";
    private static final int LOOKS = 3;
    private static final long PAUSE_MILLIS = 300;

    private final List<String> command;
    private final boolean isPodman;
    private final StoppableCommands commands;

    /** An engine that was found running. */
    public Engine(RunningEngine running, StoppableCommands commands) {
        this(running.command(), running.isPodman(), commands);
    }

    private Engine(List<String> command, boolean isPodman, StoppableCommands commands) {
        this.command = List.copyOf(command);
        this.isPodman = isPodman;
        this.commands = commands;
    }

    /** The engine that an earlier tryout used. Runs its command to find out whether it is Podman. */
    public static Engine of(List<String> command, StoppableCommands commands) {
        Engine engine = new Engine(command, false, commands);
        boolean isPodman =
                engine.ask("--version").out().toLowerCase(Locale.ROOT).startsWith("podman");
        return new Engine(command, isPodman, commands);
    }

    /** The same engine, but its command is run by {@code others}. */
    public Engine with(StoppableCommands others) {
        return new Engine(command, isPodman, others);
    }

    /** Whether the engine is Podman; otherwise it is Docker. */
    public boolean isPodman() {
        return isPodman;
    }

    /** The words of the engine's command, followed by more words. */
    public List<String> words(String... more) {
        return words(List.of(more));
    }

    /** The words of the engine's command, followed by more words. */
    public List<String> words(List<String> more) {
        List<String> all = new ArrayList<>(command);
        all.addAll(more);
        return all;
    }

    /** The option that labels a container or an image as belonging to a tryout. */
    public static List<String> mark(String id) {
        return List.of("--label", LABEL + id);
    }

    /** Runs the engine's command with these words, and returns the outcome. */
    public StoppableCommands.Outcome ask(String... words) {
        return commands.ask(words(words));
    }

    /** A property of a container, selected by a Go template; empty if there is no such container. */
    public String inspect(String container, String template) {
        return ask("container", "inspect", "--format", template, container)
                .out()
                .strip();
    }

    /**
     * Removes the containers and images with a tryout's label. Keeps layers without a name, because the engine uses
     * them to speed up the next build.
     *
     * @param again whether to look several times, because a killed command may still create a container or an image
     * @return whether everything was removed
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
            remove.addAll(List.of("--time", "0")); // Docker kills immediately
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
