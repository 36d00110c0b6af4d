package faastrace.dockerfile;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** A build stage: a FROM and the instructions up to the next FROM. */
public final class Stage {
    private final Dockerfile file;
    private final int index;
    private final List<Instruction> all;

    /** @param all the instructions of the stage, starting with FROM */
    Stage(Dockerfile file, int index, List<Instruction> all) {
        this.file = file;
        this.index = index;
        this.all = List.copyOf(all);
    }

    /** The FROM instruction. */
    public Instruction from() {
        return all.get(0);
    }

    /** The index of the stage in the file, starting at 0. */
    public int index() {
        return index;
    }

    /** The name given by {@code AS}, as written. */
    public Optional<String> alias() {
        List<Word> words = from().words();
        return words.size() > 2 && words.get(1).text().equalsIgnoreCase("as")
                ? Optional.of(words.get(2).text())
                : Optional.empty();
    }

    /** The image or stage that FROM names. Global ARGs are replaced by their defaults; the rest stays as written. */
    public String image() {
        List<Word> words = from().words();
        return words.isEmpty() ? "" : file.expandGlobals(words.get(0).text());
    }

    /** Whether the stage is built from {@code scratch}, without a base image. */
    public boolean isFromNothing() {
        return image().equals("scratch");
    }

    /** The value of {@code --platform}, with global ARGs replaced by their defaults. */
    public Optional<String> platform() {
        return from().flag("platform").map(file::expandGlobals);
    }

    /** The instructions after the FROM. */
    public List<Instruction> instructions() {
        return all.subList(1, all.size());
    }

    /** The earlier stage that this stage is built on; empty if this stage is built on an image. */
    public Optional<Stage> parent() {
        return file.stageNamed(image(), index);
    }

    /** All stages from the root to this stage. Each of them is built on the previous one. */
    public List<Stage> chain() {
        Deque<Stage> chain = new ArrayDeque<>();
        for (Optional<Stage> stage = Optional.of(this);
                stage.isPresent();
                stage = stage.get().parent()) {
            chain.addFirst(stage.get());
        }
        return List.copyOf(chain);
    }

    /** The image that the first stage of the chain is built on. */
    public String rootImage() {
        return chain().get(0).image();
    }

    /** The earlier stage that a COPY or ADD of this stage names, by name or index, as its source. */
    public Optional<Stage> byCopyFrom(Instruction copy) {
        return copy.flag("from").flatMap(this::earlier);
    }

    private Optional<Stage> earlier(String name) {
        Optional<Stage> named = file.stageNamed(name, index);
        boolean isNumber = !name.isEmpty() && name.length() < 9 && name.chars().allMatch(c -> c >= '0' && c <= '9');
        if (named.isPresent() || !isNumber || Integer.parseInt(name) >= index) {
            return named;
        }
        return Optional.of(file.stages().get(Integer.parseInt(name)));
    }

    /** The offset just after the last instruction and its line ending, where another instruction can be inserted. */
    public int end() {
        return all.get(all.size() - 1).end();
    }

    Dockerfile file() {
        return file;
    }

    @Override
    public String toString() {
        return "stage " + index + " " + image()
                + alias().map(name -> " as " + name).orElse("");
    }
}
