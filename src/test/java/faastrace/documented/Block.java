package faastrace.documented;

import java.util.ArrayList;
import java.util.List;

/**
 * A fenced block of a page.
 *
 * @param language the language given after the opening fence, or an empty string
 * @param line the line number of the opening fence, starting at 1
 */
public record Block(String page, int line, String language, List<String> lines) {
    /** A command, and the output that the page shows for it. */
    public record Step(String command, List<String> shown) {}

    /** Whether the block contains shell commands. */
    public boolean isShell() {
        return language.equals("sh") || language.equals("console");
    }

    /** The block's first line, which identifies the block in {@link Rules}. */
    String first() {
        return lines.get(0);
    }

    public String text() {
        return String.join("\n", lines) + "\n";
    }

    /**
     * The steps of the block. A block of commands is one step. In a transcript, each line with a prompt starts a step.
     */
    public List<Step> steps() {
        if (!language.equals("console")) {
            return List.of(new Step(text(), List.of()));
        }
        List<Step> steps = new ArrayList<>();
        for (String line : lines) {
            if (line.startsWith("$ ")) {
                steps.add(new Step(line.substring(2), new ArrayList<>()));
            } else if (steps.isEmpty()) {
                throw new IllegalArgumentException(this + " begins with no command");
            } else {
                steps.get(steps.size() - 1).shown().add(line);
            }
        }
        return steps;
    }

    @Override
    public String toString() {
        return page + ":" + line;
    }
}
