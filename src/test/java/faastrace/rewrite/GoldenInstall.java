package faastrace.rewrite;

import faastrace.overlay.Overlay;
import faastrace.overlay.OverlayKind;
import faastrace.overlay.Overlays;
import faastrace.project.settings.PatchSettings;
import faastrace.template.Template;
import faastrace.template.TemplateFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.eclipse.jgit.diff.DiffFormatter;
import org.eclipse.jgit.diff.HistogramDiff;
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.diff.RawTextComparator;

/**
 * The install script, stored once for all golden cases. {@code install.sh} contains the part that is the same in every
 * image. {@code NAME.sh} contains the package installation for the distribution with that name. A case stores only the
 * lines in which its own script differs.
 */
final class GoldenInstall {
    static final Path FOLDER = Path.of("src/test/resources/install");

    private static final String COMMON = "install.sh";
    private static final String BEGIN = "install_packages() {\n";
    private static final String END = "\n}\n";

    /** One image for each distribution whose overlay installs packages. */
    private static final List<String> IMAGES = List.of(
            "alpine:3.22",
            "archlinux:base",
            "debian:13",
            "example.com/unknown",
            "fedora:43",
            "opensuse/leap:15.6",
            "ghcr.io/void-linux/void-glibc");

    /** The two parts of a script: the one that is the same in every image, and the package installation. */
    private record Parts(String common, String packages) {
        static Parts of(String script) {
            int begin = script.indexOf(BEGIN) + BEGIN.length();
            int end = script.indexOf(END, begin) + 1;
            String common = script.substring(0, begin) + "  <packages>\n" + script.substring(end);
            return new Parts(common, script.substring(begin, end));
        }
    }

    private GoldenInstall() {}

    /** The files that the folder must contain, by file name, generated from the current overlays. */
    static Map<String, String> shared(Overlays overlays) {
        Map<String, String> files = new TreeMap<>();
        PatchSettings settings = PatchSettings.standard();
        Rewriter rewriter = new Rewriter(overlays, settings.byName(), settings.changedByName());
        for (String image : IMAGES) {
            String dockerfile = "FROM " + image + "\nRUN true\nUSER app\nENV fprocess=cat\nCMD [\"fwatchdog\"]\n";
            Rewrite rewrite =
                    rewriter.rewrite("x", Template.of("x", List.of(TemplateFile.of("Dockerfile", dockerfile))));
            String distribution = distribution(rewrite).orElseThrow();
            Parts parts = Parts.of(script(rewrite).orElseThrow());
            files.put(COMMON, parts.common());
            files.put(distribution + ".sh", parts.packages());
        }
        return files;
    }

    /** The distributions that must have a file. */
    static List<String> distributions(Overlays overlays) {
        return overlays.all().stream()
                .filter(overlay -> overlay.kind() == OverlayKind.DISTRIBUTION)
                .filter(overlay -> overlay.install().isPresent())
                .map(Overlay::name)
                .toList();
    }

    /** The lines in which a case's install script differs from the shared files. */
    static String differences(Rewrite rewrite) throws IOException {
        String distribution = distribution(rewrite).orElseThrow();
        Parts parts = Parts.of(script(rewrite).orElseThrow());
        return difference(COMMON, parts.common()) + difference(distribution + ".sh", parts.packages());
    }

    private static String difference(String file, String actual) throws IOException {
        RawText shared = new RawText(Files.readAllBytes(FOLDER.resolve(file)));
        RawText own = new RawText(actual.getBytes(StandardCharsets.UTF_8));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DiffFormatter formatter = new DiffFormatter(out)) {
            formatter.setContext(0);
            formatter.format(new HistogramDiff().diff(RawTextComparator.DEFAULT, shared, own), shared, own);
        }
        // Leaves out line numbers. If the shared script gets one more line, they would change in every case.
        return "install/" + file + "\n"
                + out.toString(StandardCharsets.UTF_8)
                        .lines()
                        .map(line -> line.startsWith("@@") ? "@@" : line)
                        .map(line -> line + "\n")
                        .collect(Collectors.joining());
    }

    private static Optional<String> distribution(Rewrite rewrite) {
        return rewrite.overlays().stream()
                .filter(overlay -> overlay.kind() == OverlayKind.DISTRIBUTION)
                .map(Overlay::name)
                .findFirst();
    }

    private static Optional<String> script(Rewrite rewrite) {
        return rewrite.traced().files().values().stream()
                .filter(file -> file.path().endsWith("faas-trace/install.sh"))
                .filter(file -> !file.executable())
                .map(TemplateFile::text)
                .findFirst();
    }
}
