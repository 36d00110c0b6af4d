package faastrace.rewrite;

import faastrace.dockerfile.Instruction;
import faastrace.patch.FileChange;
import faastrace.template.Facts;
import faastrace.template.Template;
import faastrace.template.TemplateFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What must hold of a template at every moment of a patch for it to build and to answer like the original. */
public final class Soundness {
    private static final String AGENT = "/usr/local/bin/faas-trace-agent";

    private Soundness() {}

    /** What is wrong with it now; empty if nothing is. */
    public static List<String> faults(Template original, Template now) {
        Facts facts = Facts.read("", now).orElseThrow();
        List<String> faults = new ArrayList<>();
        copiesExist(facts, faults);
        hooksReachTheImage(original, facts, faults);
        boolean brings = facts.dockerfile().instructions().stream()
                .anyMatch(i -> i.is("COPY") && i.destination().equals(Optional.of(AGENT)));
        boolean needs = facts.commandLine().orElseThrow().value().contains(AGENT)
                || facts.process().map(p -> p.value()).orElse("").contains(AGENT)
                || facts.imageProcess().map(p -> p.value()).orElse("").contains(AGENT);
        if (needs && !brings) {
            faults.add("the agent is started and not in the image");
        }
        return faults;
    }

    private static void copiesExist(Facts facts, List<String> faults) {
        for (Instruction instruction : facts.dockerfile().instructions()) {
            if (instruction.is("COPY") && instruction.flag("from").isEmpty()) {
                for (String source : instruction.sources()) {
                    String clean = source.replaceFirst("^(\\./)+", "").replaceFirst("/$", "");
                    boolean there = clean.equals(".")
                            || facts.template().files().keySet().stream()
                                    .anyMatch(path -> path.equals(facts.context() + clean)
                                            || path.startsWith(facts.context() + clean + "/"));
                    if (!there) {
                        faults.add("COPY " + source + " has nothing to copy");
                    }
                }
            }
        }
    }

    /** An entry that was changed may name its hook: then the hook must be there and go where the entry goes. */
    private static void hooksReachTheImage(Template original, Facts facts, List<String> faults) {
        for (Map.Entry<String, TemplateFile> file : facts.template().files().entrySet()) {
            String path = file.getKey();
            boolean entry = original.file(path).isPresent()
                    && !path.endsWith("Dockerfile")
                    && !path.endsWith(".yml")
                    && !path.endsWith(".dockerignore")
                    && !original.file(path).get().text().equals(file.getValue().text());
            if (entry) {
                // The hook is the one file of this language that the original does not have.
                String ending = path.substring(path.lastIndexOf('.'));
                boolean reaches = facts.template().files().keySet().stream()
                        .filter(hook ->
                                hook.endsWith(ending) && original.file(hook).isEmpty())
                        .anyMatch(hook -> facts.dockerfile().instructions().stream()
                                .anyMatch(i -> new EntryCopy(i, path, hook).bringsFile()));
                if (!reaches) {
                    faults.add(path + " names a hook that does not reach the image");
                }
            }
        }
    }

    /** The template with these changes made. */
    public static Template applied(Template template, List<FileChange> changes) {
        Map<String, TemplateFile> files = new HashMap<>();
        for (FileChange change : changes) {
            files.put(
                    change.path(),
                    change.after() == null
                            ? null
                            : new TemplateFile(
                                    change.path(),
                                    change.after().bytes(),
                                    change.after().executable()));
        }
        return template.with(files);
    }
}
