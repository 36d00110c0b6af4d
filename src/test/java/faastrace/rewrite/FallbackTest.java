package faastrace.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.overlay.Level;
import faastrace.overlay.Overlay;
import faastrace.overlay.Overlays;
import faastrace.project.settings.PatchSettings;
import faastrace.template.Template;
import faastrace.template.TemplateFile;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests that the next overlay is used, and the reason reported, if an overlay matches but can't be applied. */
class FallbackTest {
    private static final String RUBY = "ENV fprocess=\"ruby index.rb\" mode=http\nCMD [\"fwatchdog\"]\n";

    private final Rewriter rewriter = new Rewriter(
            Overlays.builtIn(),
            PatchSettings.standard().byName(),
            PatchSettings.standard().changedByName());

    private Rewrite rewrite(String dockerfile, TemplateFile... files) {
        List<TemplateFile> all = new ArrayList<>(List.of(files));
        all.add(TemplateFile.of("Dockerfile", dockerfile));
        return rewriter.rewrite("x", Template.of("x", all));
    }

    private static TemplateFile entry(String text) {
        return TemplateFile.of("index.rb", text);
    }

    @Test
    void anEntryThatNoCopyBringsIntoTheImageIsTracedInWindows() {
        Rewrite rewrite = rewrite(
                "FROM ruby:3.4-alpine\nRUN git clone https://example.com/app .\n" + RUBY, entry("require 'sinatra'\n"));
        assertThat(rewrite.refusal()).isEmpty();
        assertThat(rewrite.level()).isEqualTo(Level.PROCESS);
        assertThat(rewrite.overlays()).extracting(Overlay::name).contains("whole-process", "native-frames");
        assertThat(rewrite.notes())
                .containsExactly("overlay ruby-rack is not used: no COPY copies the entry index.rb into the image");
        assertThat(rewrite.traced().file("index.rb"))
                .isEqualTo(rewrite.original().file("index.rb"));
    }

    @Test
    void whatWasPatchedInWindowsSaysSoWhenItComesTracedAlready() {
        Rewrite once = rewrite("FROM ruby:3.4-alpine\nRUN true\n" + RUBY, entry("require 'sinatra'\n"));
        Rewrite twice = rewriter.rewrite("x", once.traced());
        assertThat(twice.patch().isEmpty()).isTrue();
        assertThat(twice.level()).isEqualTo(Level.PROCESS);
    }

    @Test
    void aProgramThatIsNotBuiltInTheDockerfileIsTracedInWindows() {
        Rewrite rewrite = rewrite(
                "FROM golang:1.25-alpine AS build\nCOPY . .\nRUN ./build\nFROM alpine:3.22\n"
                        + "COPY --from=build handler .\nENV fprocess=\"./handler\" mode=http\nCMD [\"fwatchdog\"]\n",
                TemplateFile.of("main.go", "package main\n\nimport \"net/http\"\n"));
        assertThat(rewrite.level()).isEqualTo(Level.PROCESS);
        assertThat(rewrite.notes())
                .singleElement()
                .asString()
                .startsWith("overlay go-http is not used: ")
                .contains("no RUN that this overlay recognises");
    }

    @Test
    void aFileOfTheTemplatesOwnIsNotReplaced() {
        Rewrite rewrite = rewrite(
                "FROM ruby:3.4-alpine\nCOPY . .\n" + RUBY,
                entry("require 'sinatra'\n"),
                TemplateFile.of("faas_trace.rb", "MINE = 1\n"));
        assertThat(rewrite.level()).isEqualTo(Level.PROCESS);
        assertThat(rewrite.notes())
                .singleElement()
                .asString()
                .contains("ruby-rack", "already has a file faas_trace.rb");
        assertThat(rewrite.traced().file("faas_trace.rb").orElseThrow().text()).isEqualTo("MINE = 1\n");
    }

    @Test
    void anEntryThatNeedsARuntimeYieldsWithIt() {
        Rewrite rewrite = rewrite(
                """
                FROM eclipse-temurin:17-jdk-jammy AS builder
                RUN ./gradlew build
                FROM eclipse-temurin:17-jre-jammy AS base
                COPY function/x /x
                FROM ghcr.io/openfaas/of-watchdog:0.10.9
                FROM base
                COPY --from=2 /fwatchdog /usr/bin/fwatchdog
                COPY --from=builder /app /app
                ENV fprocess="java -cp /app/* com.openfaas.entrypoint.App" mode=http
                CMD ["fwatchdog"]
                """, TemplateFile.of("function/build.gradle", "implementation 'com.openfaas:entrypoint:0.1'\n"));
        assertThat(rewrite.refusal()).isEmpty();
        assertThat(rewrite.overlays()).extracting(Overlay::name).doesNotContain("java-http", "java-runtime");
        assertThat(rewrite.level()).isEqualTo(Level.PROCESS);
        assertThat(rewrite.notes())
                .hasSize(2)
                .anyMatch(note -> note.startsWith("overlay java-runtime is not used: line 7 of the Dockerfile"))
                .anyMatch(note ->
                        note.equals("overlay java-http is not used: it needs overlay java-runtime, which is not used"));
    }

    @Test
    void withoutTheAgentNothingIsLeft() {
        Rewrite rewrite =
                rewrite("FROM alpine:3.22\nCOPY . .\n" + RUBY, TemplateFile.of("faas-trace/install.sh", "mine\n"));
        assertThat(rewrite.refusal().orElseThrow()).contains("already has a file faas-trace/install.sh");
        assertThat(rewrite.patch().isEmpty()).isTrue();
    }
}
