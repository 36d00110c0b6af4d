package faastrace.documented;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A page for users of faas-trace, with its fenced blocks in order. */
public record Page(String name, List<Block> blocks) {
    private static final Pattern FENCE = Pattern.compile("( *)```(\\S*)\\s*");

    /** The README, the pages in docs, and the READMEs of the examples. */
    public static List<Page> all() {
        try (Stream<Path> docs = Files.list(Path.of("docs"));
                Stream<Path> examples = Files.list(Path.of("examples"))) {
            Stream<Path> own = examples.map(folder -> folder.resolve("README.md"));
            return Stream.of(Stream.of(Path.of("README.md")), docs.sorted(), own.sorted())
                    .flatMap(paths -> paths)
                    .filter(path -> path.toString().endsWith(".md") && Files.exists(path))
                    .map(Page::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Page read(Path path) {
        try {
            return new Page(path.toString(), blocks(path.toString(), Files.readAllLines(path)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The blocks of a page. A fence may be indented, as in a list. The lines of its block are then indented too. */
    static List<Block> blocks(String page, List<String> lines) {
        List<Block> blocks = new ArrayList<>();
        Block open = null;
        int indent = 0;
        for (int i = 0; i < lines.size(); i++) {
            Matcher fence = FENCE.matcher(lines.get(i));
            if (!fence.matches()) {
                if (open != null) {
                    String line = lines.get(i);
                    open.lines().add(line.substring(Math.min(indent, line.length())));
                }
            } else if (open == null) {
                open = new Block(page, i + 1, fence.group(2), new ArrayList<>());
                indent = fence.group(1).length();
            } else {
                blocks.add(open);
                open = null;
            }
        }
        return blocks;
    }

    boolean hasExamples() {
        return blocks.stream().anyMatch(Block::isShell);
    }

    @Override
    public String toString() {
        return name;
    }
}
