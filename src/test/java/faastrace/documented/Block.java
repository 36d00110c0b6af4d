package faastrace.documented;

import java.util.ArrayList;
import java.util.List;

/**
 * A fenced block of a page.
 *
 * @param language what stands behind the fence, or nothing
 * @param line where the fence stands, from 1
 */
public record Block(String page, int line, String language, List<String> lines) {
    /** What is run at once, and what the page shows that it prints. */
    public record Step(String command, List<String> shown) {}

    /** Whether it is for a shell. */
    public boolean isShell() {
        return language.equals("sh") || language.equals("console");
    }

    /** Its first line, by which a table names it. */
    String first() {
        return lines.get(0);
    }

    public String text() {
        return String.join("\n", lines) + "\n";
    }

    /** A block of commands is one step; in a transcript each line that begins with a prompt begins one. */
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
