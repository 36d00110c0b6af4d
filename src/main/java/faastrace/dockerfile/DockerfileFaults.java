package faastrace.dockerfile;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds what Docker would reject. Some errors may be missed, because the only purpose is to avoid editing a broken
 * Dockerfile.
 */
final class DockerfileFaults {
    private final List<DockerfileFault> found = new ArrayList<>();

    private DockerfileFaults() {}

    static List<DockerfileFault> in(Dockerfile file) {
        DockerfileFaults faults = new DockerfileFaults();
        boolean begun = false;
        for (Instruction instruction : file.instructions()) {
            begun |= instruction.is("FROM");
            faults.check(instruction, begun);
        }
        if (file.stages().isEmpty()) {
            faults.found.add(new DockerfileFault(1, "there is no FROM"));
        }
        return List.copyOf(faults.found);
    }

    private void check(Instruction instruction, boolean begun) {
        if (!instruction.isKnown()) {
            add(instruction, "unknown instruction " + instruction.keyword());
        } else if (!begun && !instruction.is("ARG")) {
            add(instruction, instruction.keyword() + " comes before the first FROM");
        } else if (instruction.arguments().isEmpty()) {
            add(instruction, instruction.keyword() + " has no arguments");
        } else if (instruction.is("FROM")) {
            from(instruction);
        } else if (instruction.is("ENV") || instruction.is("LABEL")) {
            assigning(instruction);
        }
        for (Heredoc heredoc : instruction.heredocs()) {
            if (!heredoc.closed()) {
                add(instruction, "the here-document " + heredoc.name() + " is not closed");
            }
        }
    }

    private void from(Instruction from) {
        List<Word> words = from.words();
        boolean named = words.size() == 3 && words.get(1).text().equalsIgnoreCase("as");
        if (words.size() != 1 && !named) {
            add(from, "FROM takes IMAGE, or IMAGE AS NAME");
        }
    }

    private void assigning(Instruction instruction) {
        List<Assignment> read = instruction.assignments();
        boolean noKey = read.stream().anyMatch(assignment -> assignment.key().isEmpty());
        boolean nothing =
                instruction.words().size() == 1 && !instruction.arguments().contains("=");
        if (noKey || nothing || read.size() < instruction.toBeAssigned()) {
            add(instruction, instruction.keyword() + " takes key=value");
        }
    }

    private void add(Instruction instruction, String what) {
        found.add(new DockerfileFault(instruction.line(), what));
    }
}
