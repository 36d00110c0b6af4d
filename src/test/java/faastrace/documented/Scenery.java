package faastrace.documented;

import faastrace.cli.Sandbox;
import faastrace.cli.project.WorkedExampleTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What lies where a reader would be: a function repository, which is a checkout of faas-trace as well. */
final class Scenery {
    private static final List<String> LINKS = List.of("LICENSE", "pom.xml", "src", "template-overlays");

    private Scenery() {}

    /** The templates of the stack, in the official ones' shapes and by their names. */
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

    /** Puts all of it into a sandbox, and beside it what stands in for the machine. */
    static void build(Sandbox sandbox, Path stage, String page) throws IOException {
        Path work = sandbox.project();
        templates(sandbox);
        checkout(work);
        sandbox.write("trace.perf", Traces.text("go-func")).write("auth", "somebody:secret\n");
        Traces.pack(work.resolve("stacks/pi/20261123T120000.000Z-0123456789abcdef.perf.gz"), "pi");
        if (page.equals("README.md")) { // in place of the block that is not run
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

    /** Takes the links to the checkout away again, so that nobody who removes the folder follows them. */
    static void unlink(Path work) throws IOException {
        for (String name : LINKS) {
            Files.deleteIfExists(work.resolve(name));
        }
    }

    /** What examples take from a checkout. The examples are copied, without what people build in them. */
    private static void checkout(Path work) throws IOException {
        for (String name : LINKS) {
            Files.createSymbolicLink(work.resolve(name), Path.of(name).toAbsolutePath());
        }
        Sandbox.copy(Path.of("examples"), work.resolve("examples"));
        Sandbox.delete(work.resolve("examples/functions/template"));
        Sandbox.delete(work.resolve("examples/functions/build"));
    }
}
