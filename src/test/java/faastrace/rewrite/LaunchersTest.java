package faastrace.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.overlay.Level;
import faastrace.overlay.Overlay;
import faastrace.overlay.Overlays;
import faastrace.project.settings.PatchSettings;
import faastrace.template.Facts;
import faastrace.template.Template;
import faastrace.template.TemplateFile;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks that overlays see the program that a launcher starts, not the launcher. */
class LaunchersTest {
    private static final List<TemplateFile> FILES = List.of(
            TemplateFile.of("package.json", """
                    {
                    \t"name": "x",
                    \t"main": "lib/main.js",
                    \t"scripts": {
                    \t\t"start": "node --enable-source-maps index.js",
                    \t\t"start:prod": "NODE_ENV=production npm start",
                    \t\t"options": "NODE_ENV=production NODE_OPTIONS=--no-warnings node index.js",
                    \t\t"dev": "nodemon -q index.js",
                    \t\t"quoted": "node \\"index.js\\"",
                    \t\t"loop": "npm run loop",
                    \t\t"shell": "sh ./scripts/start.sh"
                    \t}
                    }
                    """),
            TemplateFile.of(
                    "scripts/start.sh",
                    "#!/bin/sh\nset -e\nif [ -n \"$A\" ]; then\n  exec node a.js\nfi\nexec node index.js\n"),
            TemplateFile.of("last.sh", "#!/bin/bash\ncd \"$(dirname \"$0\")\"\npython3 index.py\n"),
            TemplateFile.of("branches.sh", "if a; then\n  node a.js\nelse\n  npm run b\nfi\n"),
            TemplateFile.of("elsewhere.sh", "cd function\nexec node index.js\n"),
            TemplateFile.of("loop.sh", "while true; do\n  ./serve\ndone\n"),
            TemplateFile.of("redirects.sh", "exec 2>&1\nexec java -cp a.jar Main\n"),
            TemplateFile.of("forever.sh", "exec ./forever.sh\n"),
            TemplateFile.of("function/start.sh", "exec node index.js\n"),
            TemplateFile.of("index.js", "const express = require('express')\n"));

    private final Rewriter rewriter = new Rewriter(
            Overlays.builtIn(),
            PatchSettings.standard().byName(),
            PatchSettings.standard().changedByName());

    private Rewrite rewrite(String before, String process, String mode) {
        List<TemplateFile> files = new ArrayList<>(FILES);
        files.add(TemplateFile.of(
                "Dockerfile",
                "FROM eclipse-temurin:17-jdk-jammy AS builder\nRUN true\nFROM node:22-alpine\nWORKDIR /home/app/\n"
                        + before + "COPY . .\nENV fprocess=" + process + " mode=" + mode + "\nCMD [\"fwatchdog\"]\n"));
        return rewriter.rewrite("x", Template.of("x", files));
    }

    @ParameterizedTest(name = "{0} starts {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "npm start | node --enable-source-maps index.js",
                "npm run start | node --enable-source-maps index.js",
                "npm run --silent start -- --port 3000 | node --enable-source-maps index.js",
                "yarn start | node --enable-source-maps index.js",
                "npm run start:prod | node --enable-source-maps index.js",
                "npm run options | NODE_ENV=production NODE_OPTIONS=--no-warnings node index.js",
                "cross-env A=1 npm start | node --enable-source-maps index.js",
                "env A=1 NODE_OPTIONS=-r=x node index.js | env A=1 NODE_OPTIONS=-r=x node index.js",
                "env -i A=1 node index.js | env -i A=1 node index.js",
                "env -u A node index.js | env -u A node index.js",
                "npm run dev | node index.js",
                "npm run quoted | node \"index.js\"",
                "npm run shell | node index.js",
                "npm run missing | npm run missing",
                "npm run loop | npm run loop",
                "nodemon index.js | node index.js",
                "node_modules/.bin/nodemon index.js | node index.js",
                "nodemon --exec 'npm start' | node --enable-source-maps index.js",
                "npx nodemon index.js | node index.js",
                "npx --yes ts-node index.ts | node index.ts",
                "sh scripts/start.sh | node index.js",
                "bash -e ./scripts/start.sh | node index.js",
                "./scripts/start.sh | node index.js",
                "/home/app/scripts/start.sh | node index.js",
                "sh last.sh | python3 index.py",
                "sh branches.sh | npm",
                "sh elsewhere.sh | node",
                "sh loop.sh | sh loop.sh",
                "node ./ | node lib/main.js",
                "node --trace-warnings . | node --trace-warnings lib/main.js",
                "sh redirects.sh | java -cp a.jar Main",
                "sh forever.sh | ./forever.sh",
                "sh not-there.sh | sh not-there.sh",
                // Each function has its own start.sh, so the template's start.sh is not read.
                "sh function/start.sh | sh function/start.sh",
                "xargs pwsh ./handler.ps1 | pwsh ./handler.ps1",
                "xargs -0 pwsh x | pwsh x",
                "env A=1 B=2 node index.js | node index.js",
                "tini -- node index.js | node index.js",
                "tini -g -- npm start | node --enable-source-maps index.js",
                "timeout 10s python3 index.py | python3 index.py",
                "su-exec app node index.js | node index.js",
                "poetry run uvicorn main:app | uvicorn main:app",
                "kotlin -classpath function.jar MainKt | java -classpath function.jar MainKt",
                "./mvnw -q spring-boot:run | java (started by mvnw)",
                "gradle | java (started by gradle)",
                "nodemon -e scala -w src -x 'cd src ; sbt run' | java (started by sbt)",
                "nodemon --exec 'cd src && node index.js' | node",
                "node index.js | node index.js",
                "./handler | ./handler",
            })
    void theProgramIsFound(String process, String program) {
        Facts facts = rewrite("", "\"" + process + "\"", "http").facts().orElseThrow();
        assertThat(facts.process().orElseThrow().value()).isEqualTo(process);
        assertThat(facts.program().orElseThrow().value()).isEqualTo(program);
    }

    @Test
    void itsEvidenceIsTheFileThatSaysIt() {
        Facts facts = rewrite("", "\"npm run shell\"", "http").facts().orElseThrow();
        assertThat(facts.lines())
                .contains("process  npm run shell (Dockerfile:6)", "program  node index.js (scripts/start.sh:6)");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"npm start", "nodemon index.js", "sh scripts/start.sh", "npx nodemon index.js", "tini -- node index.js"
    })
    void anEntryBehindALauncherIsHooked(String process) {
        Rewrite rewrite = rewrite("", "\"" + process + "\"", "http");
        assertThat(rewrite.level()).isEqualTo(Level.INVOCATION);
        assertThat(rewrite.overlays()).extracting(Overlay::name).contains("node-http", "node-runtime");
        assertThat(rewrite.traced().file("faas-trace/node/faas_trace.js")).isPresent();
        assertThat(rewrite.traced().file("index.js"))
                .isEqualTo(rewrite.original().file("index.js"));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "node dist/main",
                "/usr/local/bin/node --import=tsx src/index.mts",
                "nodejs index.js",
                "npm run missing",
                "npm --prefix function start",
                "pnpm start",
                "tsx watch src/index.ts",
                "ts-node --esm index.ts",
                "nest start --prod",
                "npx nest start",
                "next start -p 3000",
                "node_modules/.bin/anything",
                "./node_modules/.bin/anything --port 3000",
                "chpst -u app node index.js",
                "sh -c 'cd function && npm start'",
                "A=1 B=2 yarn start",
                "docker-entrypoint.sh node index.js",
            })
    void eachRequestOfANodeServerIsTraced(String process) {
        Rewrite rewrite = rewrite("", "\"" + process + "\"", "http");
        assertThat(rewrite.level()).isEqualTo(Level.INVOCATION);
        assertThat(rewrite.overlays()).extracting(Overlay::name).contains("node-http");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "npm run options | sets or removes NODE_OPTIONS",
                "env NODE_OPTIONS=--no-warnings node index.js | sets or removes NODE_OPTIONS",
                "env -i node index.js | sets or removes NODE_OPTIONS",
                "env -u NODE_OPTIONS node index.js | sets or removes NODE_OPTIONS",
                "node --permission --allow-fs-read=/home/app index.js | --permission",
                "bun run index.ts | Bun and Deno",
                "deno run -A index.ts | Bun and Deno",
                "./node-server | no hook for the server in ./node-server",
                "/home/node/server | no hook for the server in /home/node/server",
            })
    void theReasonIsGivenIfRequestsOfANodeServerCannotBeTraced(String process, String reason) {
        Rewrite rewrite = rewrite("", "\"" + process + "\"", "http");
        assertThat(rewrite.level()).isEqualTo(Level.PROCESS);
        assertThat(rewrite.overlays()).extracting(Overlay::name).doesNotContain("node-http");
        assertThat(rewrite.notes()).singleElement().asString().contains(reason);
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource({
        "xargs pwsh x.ps1, http, dotnet-runtime",
        "xargs pwsh x.ps1, streaming, dotnet-runtime",
        "sh last.sh, http, python-runtime",
        "sh branches.sh, http, node-runtime",
        "npm run missing, http, node-runtime",
        "kotlin -classpath function.jar MainKt, http, java-runtime",
        "kotlin -classpath function.jar MainKt, streaming, native-frames",
        "sbt run, http, java-runtime",
        "java -cp function.jar Main, http, java-runtime",
        "java -cp function.jar Main, afterburn, java-runtime",
        "java -cp function.jar Main, streaming, native-frames",
        "java -cp function.jar Main, serializing, native-frames",
    })
    void itsRuntimeIsRecognised(String process, String mode, String overlay) {
        Rewrite rewrite = rewrite("", "\"" + process + "\"", mode);
        assertThat(rewrite.refusal()).isEmpty();
        assertThat(rewrite.overlays()).extracting(Overlay::name).contains(overlay);
        assertThat(rewrite.overlays())
                .extracting(Overlay::name)
                .filteredOn("native-frames"::equals)
                .hasSize(overlay.equals("native-frames") ? 1 : 0);
    }

    @Test
    void aProcessInAVariableIsReadWithTheVariablesDefault() {
        Rewrite byArg = rewrite("ARG MAIN=index.js\nARG MODE=http\n", "\"node $MAIN\"", "$MODE");
        assertThat(byArg.facts().orElseThrow().process().orElseThrow().value()).isEqualTo("node index.js");
        assertThat(byArg.level()).isEqualTo(Level.INVOCATION);
        assertThat(byArg.overlays()).extracting(Overlay::name).contains("node-http");
        Rewrite whole = rewrite("ARG PROCESS=\"node index.js\"\nENV COMMAND=$PROCESS\n", "\"${COMMAND}\"", "http");
        assertThat(whole.overlays()).extracting(Overlay::name).contains("node-http");
        Rewrite forked = rewrite("ENV COMMAND=\"node index.js\"\n", "\"$COMMAND\"", "streaming");
        Facts traced = Facts.read("x", forked.traced()).orElseThrow();
        assertThat(traced.process().orElseThrow().value())
                .isEqualTo("/usr/local/bin/faas-trace-agent exec node index.js");
    }

    @Test
    void oneWithoutADefaultIsLeftAsItIsWritten() {
        Rewrite rewrite = rewrite("ARG PROCESS\n", "\"$PROCESS\"", "http");
        assertThat(rewrite.facts().orElseThrow().process().orElseThrow().value())
                .isEqualTo("$PROCESS");
        assertThat(rewrite.level()).isEqualTo(Level.PROCESS);
    }
}
