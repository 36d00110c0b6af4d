package faastrace.tryout.engine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The commands that repeat what a tryout did, for users who want to run them themselves. */
public final class CommandRecord {
    private final List<String> lines = new ArrayList<>();
    private String image = "";

    /** Adds a command that was run. */
    public void add(String... command) {
        add(List.of(command));
    }

    /** Adds a command that was run. */
    public void add(List<String> command) {
        lines.add(ShellWords.join(command));
    }

    /** Sets the name of the image that was built. */
    public void image(String name) {
        image = name;
    }

    /** Adds a command that was run in a folder. */
    public void addIn(Path folder, List<String> command) {
        lines.add("(cd " + ShellWords.quote(folder.toString()) + " && " + ShellWords.join(command) + ")");
    }

    /** All recorded commands, and the commands that remove what they created. */
    public KeptTryout kept(Engine engine, RunFolder run) {
        List<String> removal = new ArrayList<>();
        removal.add(ShellWords.join(engine.words("rm", "--force", "--volumes", run.containerName())));
        if (!image.isEmpty()) {
            removal.add(ShellWords.join(engine.words("rmi", image)));
        }
        removal.add(ShellWords.join(List.of("rm", "-r", run.path().toString())));
        return new KeptTryout(List.copyOf(lines), List.copyOf(removal));
    }
}
