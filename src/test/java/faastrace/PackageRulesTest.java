package faastrace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the package table of ARCHITECTURE.md against the imports of src/main/java. */
class PackageRulesTest {
    private static final Path MAIN = Path.of("src/main/java/faastrace");
    private static final Pattern OURS = Pattern.compile("\\bfaastrace\\.([a-z]+)\\.[A-Z]");
    private static final Set<String> FOR_ALL = Set.of("document", "files", "problem");

    /** What each package may use; every package may use itself, document, files and problem. */
    private static final Map<String, Set<String>> MAY_USE = mayUse();

    /** A library, and the only packages that may name it. */
    private static final Map<String, Set<String>> HOMES = Map.of(
            "picocli", Set.of("cli"),
            "freemarker", Set.of("overlay"),
            "org.yaml", Set.of("document"),
            "com.fasterxml", Set.of("document"),
            "org.eclipse.jgit", Set.of("repository", "patch"),
            "org.eclipse.jetty", Set.of("collector"));

    private static Map<String, Set<String>> mayUse() {
        Map<String, Set<String>> table = new LinkedHashMap<>();
        table.put("problem", Set.of());
        table.put("files", Set.of());
        table.put("document", Set.of());
        table.put("trace", Set.of());
        table.put("patch", Set.of());
        table.put("dockerfile", Set.of());
        table.put("template", Set.of("dockerfile"));
        table.put("overlay", Set.of("template"));
        table.put("rewrite", Set.of("overlay", "template", "dockerfile", "patch"));
        table.put("repository", Set.of("template"));
        table.put("project", Set.of("rewrite", "repository", "template", "patch", "overlay"));
        table.put("chart", Set.of("trace"));
        table.put("forward", Set.of("trace"));
        table.put("pages", Set.of("chart", "trace"));
        table.put("collector", Set.of("pages", "chart", "forward", "trace"));
        table.put("host", Set.of("patch", "trace"));
        table.put("tryout", Set.of("project", "repository", "patch", "collector", "host", "trace"));
        table.put(
                "cli",
                Set.of(
                        "tryout",
                        "project",
                        "rewrite",
                        "repository",
                        "template",
                        "patch",
                        "overlay",
                        "collector",
                        "forward",
                        "host",
                        "chart",
                        "trace"));
        return table;
    }

    @Test
    void packagesUseOnlyWhatTheTableAllows() throws IOException {
        List<String> violations = new ArrayList<>();
        for (Path file : sources()) {
            String own = packageOf(file);
            assertThat(MAY_USE).as("a package that the table does not know").containsKey(own);
            Matcher matcher = OURS.matcher(Files.readString(file));
            while (matcher.find()) {
                String used = matcher.group(1);
                if (!used.equals(own)
                        && !FOR_ALL.contains(used)
                        && !MAY_USE.get(own).contains(used)) {
                    violations.add(file + " uses " + used);
                }
            }
        }
        assertThat(violations).isEmpty();
    }

    @Test
    void whatAllMayUseUsesNoneOfTheOthers() throws IOException {
        List<String> violations = new ArrayList<>();
        for (Path file : sources()) {
            Matcher matcher = OURS.matcher(Files.readString(file));
            while (FOR_ALL.contains(packageOf(file)) && matcher.find()) {
                if (!FOR_ALL.contains(matcher.group(1))) {
                    violations.add(file + " uses " + matcher.group(1));
                }
            }
        }
        assertThat(violations).isEmpty();
    }

    @Test
    void theTableHasNoCycle() {
        Set<String> below = new TreeSet<>(FOR_ALL);
        // The table is written from the bottom up: each package uses only those above it in the source.
        MAY_USE.forEach((name, uses) -> {
            assertThat(below).as("what " + name + " uses stands below it").containsAll(uses);
            below.add(name);
        });
    }

    @Test
    void eachLibraryHasOneHome() throws IOException {
        List<String> violations = new ArrayList<>();
        for (Path file : sources()) {
            String text = Files.readString(file);
            HOMES.forEach((library, homes) -> {
                boolean named = Pattern.compile("\\b" + Pattern.quote(library) + "\\.")
                        .matcher(text)
                        .find();
                if (named && !homes.contains(packageOf(file))) {
                    violations.add(file + " names " + library);
                }
            });
        }
        assertThat(violations).isEmpty();
    }

    @Test
    void theArchitectureShowsTheSameTable() throws IOException {
        String architecture = Files.readString(Path.of("ARCHITECTURE.md"));
        MAY_USE.forEach((name, uses) -> {
            Matcher row = Pattern.compile("^\\| `" + name + "` \\|[^|]*\\|([^|]*)\\|", Pattern.MULTILINE)
                    .matcher(architecture);
            assertThat(row.find()).as("a row for " + name).isTrue();
            for (String used : uses) {
                boolean all = row.group(1).contains("all below");
                assertThat(all || row.group(1).contains(used))
                        .as(name + " may use " + used)
                        .isTrue();
            }
        });
    }

    @Test
    void everyPackageSaysInOneSentenceWhatItIs() {
        MAY_USE.keySet()
                .forEach(name -> assertThat(MAIN.resolve(name).resolve("package-info.java"))
                        .exists());
    }

    private static String packageOf(Path file) {
        return MAIN.relativize(file).getName(0).toString();
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(MAIN)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }
}
