package faastrace.documented;

import faastrace.cli.Sandbox;
import faastrace.cli.project.WorkedExampleTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The files that the reader of a page has: a function repository that is also a checkout of faas-trace. */
final class Scenery {
    private static final List<String> LINKS = List.of("LICENSE", "pom.xml", "src", "template-overlays");

    private Scenery() {}

    /** Adds the templates of the stack. They look like the official templates and have the same names. */
    private static void templates(Sandbox sandbox) {
        sandbox.upstream("go-middleware", "golang-middleware")
                .upstream("node-early-user", "node22")
                .upstream("python-alias-stage", "python3-http")
                .commit();
        String source = "file://" + sandbox.upstream();
        StringBuilder functions = new StringBuilder("provider:\n  name: openfaas\nfunctions:\n");
        StringBuilder sources = new StringBuilder("configuration:\n  templates:\n");
        for (String[] pair :
                new String[][] {{"pi-python", "python3-http"}, {"pi-go", "golang-middleware"}, {"pi-node", "node22"}}) {
            functions.append("  %s:%n    lang: %s%n    handler: ./%s%n    image: %s%n"
                    .formatted(pair[0], pair[1], pair[0], pair[0]));
            sources.append("    - name: %s%n      source: %s%n".formatted(pair[1], source));
        }
        sandbox.write("stack.yaml", functions.toString() + sources);
    }

    /** Creates all files in a sandbox and, next to it, the stand-ins for the machine's files. */
    static void build(Sandbox sandbox, Path stage, String page) throws IOException {
        Path work = sandbox.project();
        templates(sandbox);
        checkout(work);
        sandbox.write("trace.perf", Traces.text("go-func")).write("auth", "somebody:secret\n");
        Traces.pack(work.resolve("stacks/pi/20261123T120000.000Z-0123456789abcdef.perf.gz"), "pi");
        if (page.equals("docs/find-traces.md")) { // the examples read the traces of this function
            Traces.pack(work.resolve("stacks/pi-python/20261123T120000.000Z-0123456789abcdee.perf.gz"), "pi-python");
        }
        Files.createDirectories(stage.resolve("machine/proc/sys/kernel"));
        Files.writeString(stage.resolve("machine/proc/sys/kernel/perf_event_paranoid"), "4\n");
        for (String folder : List.of("usr/local", "var/lib", "tmp")) {
            Files.createDirectories(stage.resolve(folder));
        }
        if (page.equals("docs/write-an-overlay.md")) {
            WorkedExampleTest.writeTo(work);
        }
    }

    /** Removes the symbolic links to the checkout, so that deleting the folder does not delete the checkout. */
    static void unlink(Path work) throws IOException {
        for (String name : LINKS) {
            Files.deleteIfExists(work.resolve(name));
        }
    }

    /** Adds the files of a checkout that the examples need. Copies the examples, but not the results of builds. */
    private static void checkout(Path work) throws IOException {
        for (String name : LINKS) {
            Files.createSymbolicLink(work.resolve(name), Path.of(name).toAbsolutePath());
        }
        Sandbox.copy(Path.of("examples"), work.resolve("examples"));
        Sandbox.delete(work.resolve("examples/functions/template"));
        Sandbox.delete(work.resolve("examples/functions/build"));
    }
}
