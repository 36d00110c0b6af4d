package faastrace;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Checks the compiled classes against the package table of ARCHITECTURE.md and for cycles between packages. */
class PackageRulesTest {
    private static final String ROOT = "faastrace";
    private static final Path SOURCES = Path.of("src/main/java");
    private static final Path TEST_SOURCES = Path.of("src/test/java");
    private static final int MOST_FILES = 25;
    private static final int MOST_LINES = 300;
    private static final JavaClasses CLASSES = new ClassFileImporter().importPath(Path.of("target/classes"));
    private static final Set<String> FOR_ALL = Set.of("document", "files", "problem");

    /** The packages that each package may use. Every package may also use itself, document, files and problem. */
    private static final Map<String, Set<String>> MAY_USE = mayUse();

    /** For each library, the only packages that may use this library. */
    private static final Map<String, Set<String>> HOMES = Map.of(
            "picocli", Set.of("cli"),
            "freemarker", Set.of("overlay", "markup"),
            "org.yaml", Set.of("document"),
            "com.fasterxml", Set.of("document", "chart", "trace"),
            "org.eclipse.jgit", Set.of("repository", "patch"),
            "org.eclipse.jetty", Set.of("collector"),
            "org.bouncycastle", Set.of("collector"),
            "software.amazon", Set.of("collector"),
            "java.sql", Set.of("collector"));

    private static Map<String, Set<String>> mayUse() {
        Map<String, Set<String>> table = new LinkedHashMap<>();
        table.put("problem", Set.of());
        table.put("files", Set.of());
        table.put("document", Set.of());
        table.put("trace", Set.of());
        table.put("frames", Set.of());
        table.put("patch", Set.of());
        table.put("dockerfile", Set.of());
        table.put("template", Set.of("dockerfile"));
        table.put("overlay", Set.of("template", "frames"));
        table.put("rewrite", Set.of("overlay", "template", "dockerfile", "patch"));
        table.put("repository", Set.of("template", "patch"));
        table.put("project", Set.of("rewrite", "repository", "template", "patch", "overlay"));
        table.put("markup", Set.of());
        table.put("chart", Set.of("markup", "trace", "frames"));
        table.put("forward", Set.of("trace"));
        table.put("pages", Set.of("chart", "markup", "trace"));
        table.put("collector", Set.of("pages", "chart", "forward", "trace"));
        table.put("source", Set.of("collector", "trace"));
        table.put("host", Set.of("patch", "trace"));
        table.put("demo", Set.of("project", "repository", "template"));
        table.put("tryout", Set.of("project", "repository", "patch", "collector", "host", "trace"));
        table.put(
                "cli",
                Set.of(
                        "demo",
                        "tryout",
                        "project",
                        "rewrite",
                        "repository",
                        "template",
                        "patch",
                        "overlay",
                        "collector",
                        "forward",
                        "source",
                        "host",
                        "chart",
                        "trace"));
        return table;
    }

    @Test
    void packagesUseOnlyWhatTheTableAllows() {
        MAY_USE.forEach((name, uses) -> {
            Set<String> allowed = new TreeSet<>(uses);
            allowed.add(name);
            allowed.addAll(FOR_ALL);
            classes()
                    .that()
                    .resideInAPackage(withSubpackages(name))
                    .should()
                    .onlyDependOnClassesThat(
                            resideOutsideOfPackage(ROOT + "..").or(resideInAnyPackage(withSubpackages(allowed))))
                    .check(CLASSES);
        });
    }

    @Test
    void everyClassIsInAPackageOfTheTable() {
        classes().should().resideInAnyPackage(withSubpackages(MAY_USE.keySet())).check(CLASSES);
    }

    @Test
    void noPackageDependsOnItselfThroughOthers() {
        slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void eachLibraryHasOneHome() {
        HOMES.forEach((library, homes) -> noClasses()
                .that()
                .resideOutsideOfPackages(withSubpackages(homes))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library + "..")
                .check(CLASSES));
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
    void everyPackageSaysInOneSentenceWhatItIs() throws IOException {
        try (Stream<Path> folders = Files.walk(SOURCES)) {
            assertThat(folders.filter(PackageRulesTest::holdsClasses))
                    .hasSizeGreaterThanOrEqualTo(MAY_USE.size())
                    .allSatisfy(folder ->
                            assertThat(folder.resolve("package-info.java")).exists());
        }
    }

    @Test
    void noPackageHasTooManyFiles() throws IOException {
        try (Stream<Path> folders = Stream.concat(Files.walk(SOURCES), Files.walk(TEST_SOURCES))) {
            assertThat(folders.filter(PackageRulesTest::holdsClasses))
                    .isNotEmpty()
                    .allSatisfy(folder -> assertThat(sources(folder)).isLessThanOrEqualTo(MOST_FILES));
        }
    }

    @Test
    void noFileHasTooManyLines() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            assertThat(files.filter(Files::isRegularFile))
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(Files.readAllLines(file)).hasSizeLessThanOrEqualTo(MOST_LINES));
        }
    }

    private static boolean holdsClasses(Path path) {
        return sources(path) > 0;
    }

    /** The number of source files in a folder; 0 if the path is not a folder. */
    private static int sources(Path path) {
        String[] sources = path.toFile().list((folder, name) -> name.endsWith(".java"));
        return sources == null ? 0 : sources.length;
    }

    private static String withSubpackages(String name) {
        return ROOT + "." + name + "..";
    }

    private static String[] withSubpackages(Set<String> names) {
        return names.stream().map(PackageRulesTest::withSubpackages).toArray(String[]::new);
    }
}
