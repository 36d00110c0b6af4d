package faastrace.rewrite;

import faastrace.dockerfile.Assignment;
import faastrace.dockerfile.Instruction;
import faastrace.document.Value;
import faastrace.problem.Problem;
import faastrace.template.Facts;
import faastrace.template.Template;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Puts words in front of the process that the watchdog starts, in every place that sets it. Only the deployment
 * decides which of these places counts.
 */
final class ProcessRewrite {
    private final Facts facts;

    ProcessRewrite(Facts facts) {
        this.facts = facts;
    }

    void prefix(String words, Function<String, TextEdits> edits) {
        boolean set = false;
        for (Instruction instruction : facts.instructions("ENV")) {
            for (Assignment assignment : instruction.assignments()) {
                if (isProcess(assignment) && !assignment.value().isBlank()) {
                    prefix(words, assignment, edits.apply(facts.dockerfilePath()));
                    set = true;
                }
            }
        }
        Value inSettings = facts.settings().at();
        if (inSettings != null) {
            prefix(words, inSettings, edits.apply(Facts.SETTINGS));
            set = true;
        }
        if (!set) {
            throw new RewriteRefused("fprocess is not set anywhere");
        }
    }

    /**
     * Refuses the template unless every process now starts with the words. Words can't be inserted into YAML blocks,
     * aliases or unusual quotes.
     */
    void check(String words, Template traced) {
        List<String> wanted = processes(facts).stream()
                .map(process -> process.startsWith(words) ? process : words + " " + process)
                .toList();
        if (!wanted.equals(processes(traced))) {
            throw new RewriteRefused("its fprocess is written in a way that can't be extended; write it on one line: "
                    + "ENV fprocess=\"…\" in the Dockerfile, or fprocess: … in " + Facts.SETTINGS);
        }
    }

    private static List<String> processes(Template template) {
        try {
            return Facts.read("", template).map(ProcessRewrite::processes).orElse(List.of());
        } catch (Problem noMoreYaml) {
            return List.of();
        }
    }

    /** All values that are set for the process: first those in the Dockerfile, then the one in {@code template.yml}. */
    private static List<String> processes(Facts facts) {
        List<String> processes = new ArrayList<>();
        for (Instruction instruction : facts.instructions("ENV")) {
            instruction.assignments().stream()
                    .filter(assignment ->
                            isProcess(assignment) && !assignment.value().isBlank())
                    .forEach(assignment -> processes.add(assignment.value()));
        }
        facts.settings().process().ifPresent(process -> processes.add(process.value()));
        return processes;
    }

    private static boolean isProcess(Assignment assignment) {
        return List.of("fprocess", "function_process").contains(assignment.key());
    }

    /**
     * Inserts the words at the start of a value, inside its quotes if it has any. A bare word gets quotes, because it
     * now contains spaces.
     */
    private void prefix(String words, Assignment assignment, TextEdits edits) {
        if (assignment.value().startsWith(words)) {
            return;
        }
        String text = facts.dockerfile().text();
        char first = text.charAt(assignment.valueStart());
        boolean legacy = text.charAt(assignment.valueStart() - 1) != '=';
        if (first == '"' || first == '\'') {
            edits.insert(assignment.valueStart() + 1, words + " ");
        } else if (legacy) {
            edits.insert(assignment.valueStart(), words + " ");
        } else if (assignment.written() != null
                && assignment.written().indexOf(facts.dockerfile().escape()) >= 0) {
            String blank = facts.dockerfile().escape() + " ";
            edits.insert(assignment.valueStart(), words.replace(" ", blank) + blank);
        } else {
            edits.insert(assignment.valueStart(), "\"" + words + " ");
            edits.insert(assignment.valueEnd(), "\"");
        }
    }

    private void prefix(String words, Value value, TextEdits edits) {
        if (value.text().startsWith(words)) {
            return;
        }
        String text = facts.template().file(Facts.SETTINGS).orElseThrow().text();
        int offset = value.offset(text);
        char first = text.charAt(offset);
        edits.insert(first == '"' || first == '\'' ? offset + 1 : offset, words + " ");
    }
}
