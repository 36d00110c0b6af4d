package faastrace.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.overlay.Level;
import faastrace.overlay.Overlays;
import faastrace.project.settings.PatchSettings;
import faastrace.template.Template;
import faastrace.template.TemplateFile;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checks that a template that is traced as a whole has one reason for that. */
class ReasonsTest {
    private final Rewriter rewriter = new Rewriter(
            Overlays.builtIn(),
            PatchSettings.standard().byName(),
            PatchSettings.standard().changedByName());

    private Rewrite rewrite(String image, String variables, String command, TemplateFile... files) {
        List<TemplateFile> all = new ArrayList<>(List.of(files));
        all.add(TemplateFile.of(
                "Dockerfile",
                "FROM " + image + "\nRUN true\nWORKDIR /app\nCOPY . .\nENV " + variables + "\nCMD " + command + "\n"));
        return rewriter.rewrite("x", Template.of("x", all));
    }

    private Rewrite http(String image, String process, TemplateFile... files) {
        return rewrite(image, "mode=http fprocess=\"" + process + "\"", "[\"fwatchdog\"]", files);
    }

    @ParameterizedTest(name = "{0} {1} {2} {3}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "rust:1-slim | ./main | a | x | there is no hook for the server in ./main (Dockerfile:5)",
                "python:3.12-slim | sanic server.app | a | x | does not know the server sanic",
                "python:3.12-slim | python index.py | index.py | import bjoern | bjoern, which is imported in index.py",
                "python:3.12-slim | python index.py | requirements.txt | meinheld | meinheld, which is among",
                "python:3.12-slim | gunicorn -k meinheld.gmeinheld.MeinheldWorker a:a | a | x | the server meinheld",
                "python:3.12-slim | python app.py | index.py | x = 1 | the template has no file app.py",
                "python:3.12-slim | python -I index.py | index.py | x = 1 | Python ignores PYTHONPATH",
                "python:3.12-slim | python index.py | index.py | x = 1 | name it in requirements.txt",
                "python:3.12-slim | sh -c 'A=1 python index.py' | index.py | import flask | is a command in a shell",
                "ghcr.io/graalvm/native-image:22-slim | ./application | a | x | is a native image",
                "sbtscala/scala-sbt:slim | sbt run | build.sbt | x | no stage of its Dockerfile has a JDK",
                "gradle:8-jdk17-jammy | ./gradlew bootRun | build.gradle | x | name no HTTP server that the hook",
                "eclipse-temurin:17-jre-jammy | java -jar a.jar | pom.xml | x | no stage of its Dockerfile has a JDK",
                "eclipse-temurin:17-jdk-jammy | java -jar a.jar | pom.xml | x | name no HTTP server that the hook",
                "mcr.microsoft.com/dotnet/sdk:8.0 | dotnet run | a.csproj | x | 'dotnet run' builds the function",
                "mcr.microsoft.com/dotnet/aspnet:8.0 | dotnet a.dll | a.fsproj | x | its project a.fsproj is in F#",
                "mcr.microsoft.com/dotnet/aspnet:8.0 | dotnet a.dll | a.csproj | x | exactly one C# project",
                "golang:1.25-alpine | ./handler | main.go | package main | its Go program does not import net/http",
                "ruby:3.4-slim | puma -p 3000 | config.ru | x | and the line require 'sinatra'",
                "node:22-slim | bun run index.ts | a | x | Bun and Deno have HTTP servers of their own",
            })
    void theReasonIsSaidInOneLine(String image, String process, String path, String text, String reason) {
        Rewrite rewrite = http(image, process, TemplateFile.of(path, text + "\n"));
        assertThat(rewrite.level()).isEqualTo(Level.PROCESS);
        assertThat(rewrite.notes()).singleElement().asString().contains(reason).doesNotContain("\n");
    }

    @Test
    void anUnknownWayOfRunningIsAReason() {
        assertThat(rewrite("node:22-slim", "A=1", "[\"node\", \"index.js\"]").notes())
                .singleElement()
                .asString()
                .contains("set ENV mode=\"http\"");
        assertThat(rewrite("node:22-slim", "mode=http", "[\"fwatchdog\"]").notes())
                .singleElement()
                .asString()
                .contains("fprocess is not set");
    }

    @Test
    void withoutThisLevelThereIsNoReason() {
        assertThat(http("node:22-slim", "node index.js").notes()).isEmpty();
        assertThat(rewrite("rust:1-slim", "fprocess=./main", "[\"fwatchdog\"]").notes())
                .isEmpty();
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "process | export NODE_OPTIONS=--max-old-space-size=200",
                "process | NODE_OPTIONS=--enable-source-maps",
                "process | unset NODE_OPTIONS",
                "process | sudo -u app true",
                "invocation | # export NODE_OPTIONS=--max-old-space-size=200",
                "invocation | export NODE_OPTIONS=\"$NODE_OPTIONS --max-old-space-size=200\"",
                "invocation | export NODE_OPTIONS=\"--max-old-space-size=200 ${NODE_OPTIONS}\"",
                "invocation | export MY_NODE_OPTIONS=1",
            })
    void aScriptThatReplacesTheOptionsOfNodeLosesTheHook(String level, String line) {
        String script = "#!/bin/sh\n" + line + "\nexec ";
        Rewrite rewrite = http("node:22-slim", "sh start.sh", TemplateFile.of("start.sh", script + "node index.js\n"));
        assertThat(rewrite.level().word()).isEqualTo(level);
        assertThat(rewrite.notes()).hasSize(level.equals("process") ? 1 : 0);
        Rewrite first = rewrite(
                "node:22-slim",
                "mode=http fprocess=\"node index.js\"",
                "[\"./start.sh\"]",
                TemplateFile.of("start.sh", script + "fwatchdog\n"));
        assertThat(first.level().word()).isEqualTo(level);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "process | export PYTHONPATH=/app",
                "process | PYTHONPATH=/app python3 migrate.py",
                "process | unset PYTHONPATH",
                "invocation | # export PYTHONPATH=/app",
                "invocation | export PYTHONPATH=\"/app:$PYTHONPATH\"",
            })
    void aScriptThatReplacesThePathOfPythonLosesTheHook(String level, String line) {
        TemplateFile entry = TemplateFile.of("index.py", "import flask\n");
        TemplateFile script = TemplateFile.of("start.sh", "#!/bin/sh\n" + line + "\nexec python3 index.py\n");
        assertThat(http("python:3.12-slim", "./start.sh", entry, script).level().word())
                .isEqualTo(level);
        assertThat(http("python:3.12-slim", "PYTHONPATH=/app python3 index.py", entry)
                        .level())
                .isEqualTo(Level.INVOCATION);
    }
}
