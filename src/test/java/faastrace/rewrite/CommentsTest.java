package faastrace.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.overlay.Level;
import faastrace.overlay.Overlays;
import faastrace.project.settings.PatchSettings;
import faastrace.template.Template;
import faastrace.template.TemplateFile;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checks that overlays ignore comments, and dependencies that a function does not run with. */
class CommentsTest {
    private static final String SERVER = "<dependency><artifactId>jetty-server</artifactId>%s</dependency>";
    private static final String WEB = "<Project Sdk=\"Microsoft.NET.Sdk.Web\">\n";

    private final Rewriter rewriter = new Rewriter(
            Overlays.builtIn(),
            PatchSettings.standard().byName(),
            PatchSettings.standard().changedByName());

    private Rewrite rewrite(String process, String path, String text) {
        String dockerfile = "FROM eclipse-temurin:17-jdk-jammy\nWORKDIR /app\nCOPY . .\n"
                + (path.endsWith(".go") ? "RUN go build -o handler .\n" : "") + "ENV mode=http fprocess=\"" + process
                + "\"\nCMD [\"fwatchdog\"]\n";
        return rewriter.rewrite(
                "x", Template.of("x", List.of(TemplateFile.of("Dockerfile", dockerfile), TemplateFile.of(path, text))));
    }

    private static String project(String... lines) {
        return WEB + String.join("\n", lines) + "\n</Project>\n";
    }

    private Rewrite dotnet(String text) {
        return rewrite("dotnet root.dll", "root.csproj", text);
    }

    private static String traced(Rewrite rewrite, String path) {
        return rewrite.traced().file(path).orElseThrow().text();
    }

    @Test
    void aProjectInACommentIsNoProject() {
        String library = "<!--\n" + WEB + "-->\n<Project Sdk=\"Microsoft.NET.Sdk\">\n</Project>\n";
        assertThat(dotnet(library).level()).isEqualTo(Level.PROCESS);
        assertThat(dotnet("<!-- an open comment\n" + WEB + "</Project>\n").level())
                .isEqualTo(Level.PROCESS);
        assertThat(dotnet("<!-- a -->\n" + project("<!-- Sdk -->")).level()).isEqualTo(Level.INVOCATION);
    }

    @Test
    void aSettingInACommentDoesNotCount() {
        String text = project("<!-- <EnableDefaultCompileItems>false</EnableDefaultCompileItems> -->");
        assertThat(dotnet(text).level()).isEqualTo(Level.INVOCATION);
        assertThat(traced(dotnet(text), "root.csproj")).isEqualTo(text);
        assertThat(dotnet(project("<!-- <LangVersion>7</LangVersion> --><TargetFramework>net8.0</TargetFramework>"))
                        .level())
                .isEqualTo(Level.INVOCATION);
    }

    @Test
    void nothingIsInsertedIntoAComment() {
        String text = project(
                        "<EnableDefaultCompileItems>false</EnableDefaultCompileItems>",
                        "<!-- <ItemGroup><Compile Include=\"Old.cs\" /></ItemGroup> -->",
                        "<ItemGroup><Compile Include=\"A.cs\" /></ItemGroup>")
                + "<!-- </Project> -->\n";
        String traced = traced(dotnet(text), "root.csproj");
        assertThat(traced.replaceAll("(?s)<!--.*?-->", "")).contains("FaasTrace.cs");
        assertThat(traced.replaceAll("(?s) *<ItemGroup>\\s+<Compile Include=\"FaasTrace.*?</ItemGroup>\n", ""))
                .isEqualTo(text);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "invocation | <version>1</version>",
                "invocation | <scope>compile</scope>",
                "invocation | <!-- <scope>test</scope> -->",
                "process    | <scope>test</scope>",
                "process    | <version>1</version>_<scope> test </scope>_<type>jar</type>",
            })
    void aDependencyOfTheTestsIsNoServer(String level, String scope) {
        String dependency = SERVER.formatted(scope.replace('_', '\n'));
        assertThat(rewrite("java -jar a.jar", "pom.xml", "<project>" + dependency + "</project>")
                        .level()
                        .word())
                .isEqualTo(level);
        assertThat(rewrite("java -jar a.jar", "pom.xml", "<project>" + dependency + SERVER + "</project>")
                        .level())
                .isEqualTo(Level.INVOCATION);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"exclusions", "dependencyManagement", "build"})
    void aPackageThatThePomOnlyMentionsIsNoServer(String element) {
        String pom = "<project><" + element + ">" + SERVER + "</" + element + "></project>";
        assertThat(rewrite("java -jar a.jar", "pom.xml", pom).level()).isEqualTo(Level.PROCESS);
        assertThat(rewrite("java -jar a.jar", "pom.xml", "<!--" + SERVER + "-->")
                        .level())
                .isEqualTo(Level.PROCESS);
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "invocation | build.gradle     | implementation 'io.javalin:javalin:6.4.0' // https://javalin.io",
                "invocation | build.gradle     | url 'https://x' ; implementation 'io.javalin:javalin:6.4.0'",
                "invocation | build.gradle.kts | implementation('io.javalin:javalin:6.4.0') { exclude(module = 'x') }",
                "process    | build.gradle     | // implementation 'io.javalin:javalin:6.4.0'",
                "process    | build.gradle     | /* implementation 'io.javalin:javalin:6.4.0' */",
                "process    | build.gradle     | testImplementation 'io.javalin:javalin:6.4.0'",
                "process    | build.gradle     | integrationTestRuntimeOnly 'io.javalin:javalin:6.4.0'",
                "process    | build.gradle     | exclude group: 'org.eclipse.jetty', module: 'jetty-server'",
                "process    | build.gradle.kts | testImplementation('io.javalin:javalin:6.4.0')",
                "process    | build.gradle.kts | constraints { implementation('io.netty:netty-codec-http:4.1') }",
                "invocation | build.sbt        | libraryDependencies += 'io.undertow' % 'undertow-core' % '2.3'",
                "process    | build.sbt        | // 'io.undertow' % 'undertow-core' % '2.3'",
                "process    | build.sbt        | libraryDependencies += 'io.undertow' % 'undertow-core' % '2.3' % Test",
                "process    | build.sbt        | lib.exclude('io.undertow', 'undertow-core')",
                "invocation | project.clj      | :dependencies [[ring/ring-jetty-adapter '1.12']] ; the server",
                "process    | project.clj      | ;; [ring/ring-jetty-adapter '1.12']",
                "process    | project.clj      | #_[ring/ring-jetty-adapter '1.12']",
                "process    | project.clj      | :profiles {:dev {:dependencies [[ring/ring-jetty-adapter '1.12']]}}",
                "process    | deps.edn         | :aliases {:test {:extra-deps {ring/ring-jetty-adapter {:mvn/version '1'}}}}",
                "process    | gradle/libs.versions.toml | # javalin = '6.4.0'",
            })
    void onlyAPackageThatTheFunctionRunsWithIsAServer(String level, String path, String line) {
        String text = "first line\n" + (path.endsWith("gradle") ? line : line.replace('\'', '"')) + "\nlast line\n";
        assertThat(rewrite("java -jar a.jar", path, text).level().word()).isEqualTo(level);
    }

    @ParameterizedTest(name = "{0} {1}: {2} {3}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "invocation | python -m app      | requirements.txt | flask # the framework",
                "process    | python -m app      | requirements.txt | # flask",
                "process    | python index.py    | index.py         | # import flask",
                "process    | python index.py    | index.py         | \"\"\";import flask;\"\"\"",
                "process    | python index.py    | index.py         | x = ''';import flask;'''",
                "invocation | python index.py    | index.py         | x = '#';import flask",
                "invocation | python index.py    | index.py         | \uFEFFimport flask",
                "invocation | python -I index.py | index.py         | \uFEFFimport flask",
                "process    | ruby index.rb      | index.rb         | =begin;require 'sinatra';=end",
                "invocation | ruby index.rb      | index.rb         | =begin;x;=end;require 'sinatra'",
                "process    | ruby index.rb      | index.rb         | __END__;require 'sinatra'",
                "invocation | ./handler          | main.go          | package main;import \"net/http\"",
                "process    | ./handler          | main.go          | package main;// import \"net/http\"",
                "process    | ./handler          | main.go          | package main;/*;import \"net/http\";*/",
                "process    | ./handler          | main.go          | package main;var x = `;import \"net/http\";`",
            })
    void anEntryIsReadWithoutComments(String level, String process, String path, String lines) {
        assertThat(rewrite(process, path, lines.replace(';', '\n') + "\n")
                        .level()
                        .word())
                .isEqualTo(level);
    }

    @Test
    void theHookIsNotLoadedFromAComment() {
        String text = "\"\"\"\nimport this\n\"\"\"\nimport flask\n";
        assertThat(traced(rewrite("python -I index.py", "index.py", text), "index.py"))
                .startsWith("\"\"\"\nimport this\n\"\"\"\ntry:\n    import sys\n")
                .endsWith("\nimport flask\n");
        assertThat(traced(rewrite("python -I index.py", "index.py", "\uFEFFimport flask\n"), "index.py"))
                .startsWith("\uFEFFtry:\n")
                .endsWith("\nimport flask\n");
    }
}
