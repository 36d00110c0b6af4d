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
import java.util.stream.Stream;

/**
 * Checks a template that may be only partly patched. After each write of a patch, the image must build, and the
 * function must respond like the original.
 */
public final class Soundness {
    private static final String AGENT = "/usr/local/bin/faas-trace-agent";

    private Soundness() {}

    /** The template's current faults. Empty if there are none. */
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

    /** If a changed entry refers to its hook, the hook must be in the entry's folder or in the agent's folder. */
    private static void hooksReachTheImage(Template original, Facts facts, List<String> faults) {
        for (Map.Entry<String, TemplateFile> file : facts.template().files().entrySet()) {
            String path = file.getKey();
            boolean entry = original.file(path).isPresent()
                    && !path.endsWith("Dockerfile")
                    && !path.endsWith(".yml")
                    && !path.endsWith(".dockerignore")
                    && !original.file(path).get().text().equals(file.getValue().text());
            if (entry) {
                boolean copied = added(original, facts, path)
                        .anyMatch(hook -> facts.dockerfile().instructions().stream()
                                .anyMatch(i -> new EntryCopy(i, path, hook).bringsFile()));
                boolean inAgentsFolder = file.getValue().text().contains("\"/usr/local/lib/faas-trace/")
                        && facts.dockerfile().instructions().stream()
                                .anyMatch(i -> i.arguments().equals("faas-trace/ /usr/local/lib/faas-trace/"));
                if (!copied && !inAgentsFolder) {
                    faults.add(path + " names a hook that does not reach the image");
                }
            }
        }
    }

    /** The files that a patch added next to an entry, in the entry's language. Projects in .csproj have files in .cs. */
    private static Stream<String> added(Template original, Facts facts, String entry) {
        String folder = entry.substring(0, entry.lastIndexOf('/') + 1);
        String ending = entry.substring(entry.lastIndexOf('.'));
        return facts.template().files().keySet().stream()
                .filter(path -> original.file(path).isEmpty())
                .filter(path -> path.substring(0, path.lastIndexOf('/') + 1).equals(folder)
                        && ending.startsWith(path.substring(path.lastIndexOf('.'))));
    }

    /** The template after these changes. */
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
