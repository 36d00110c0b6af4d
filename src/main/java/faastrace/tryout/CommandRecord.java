package faastrace.tryout;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The commands that do what a tryout did, for people who want to do it themselves. */
final class CommandRecord {
    private final List<String> lines = new ArrayList<>();

    void add(String... command) {
        add(List.of(command));
    }

    void add(List<String> command) {
        lines.add(ShellWords.join(command));
    }

    /** One that is run in a folder. */
    void addIn(Path folder, List<String> command) {
        lines.add("(cd " + ShellWords.quote(folder.toString()) + " && " + ShellWords.join(command) + ")");
    }

    List<String> lines() {
        return List.copyOf(lines);
    }
}
