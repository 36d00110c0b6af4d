package faastrace.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.overlay.Overlays;
import faastrace.project.settings.PatchSettings;
import faastrace.template.Template;
import faastrace.template.TemplateFile;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests where the step that installs perf is inserted, and as which user the following steps run. */
class RootStepPositionTest {
    private static final String END = "ENV fprocess=\"cat\"\nCMD [\"fwatchdog\"]\n";

    private final Rewriter rewriter = new Rewriter(
            Overlays.builtIn(),
            PatchSettings.standard().byName(),
            PatchSettings.standard().changedByName());

    private Rewrite rewrite(String dockerfile) {
        return rewriter.rewrite("x", Template.of("x", List.of(TemplateFile.of("Dockerfile", dockerfile + END))));
    }

    /** The lines of the patched Dockerfile. The install step is a single line, and users are unchanged. */
    private List<String> lines(String dockerfile) {
        Rewrite rewrite = rewrite(dockerfile);
        assertThat(rewrite.refusal()).isEmpty();
        List<String> lines = new ArrayList<>();
        rewrite.traced().file("Dockerfile").orElseThrow().text().lines().forEach(line -> {
            if (line.startsWith("RUN [\"/bin/sh\", \"/usr/local/lib/faas-trace")) {
                lines.add("<perf>");
            } else if (!line.startsWith("#") && !line.contains("faas-trace") && !line.contains("FAAS_TRACE")) {
                lines.add(line);
            }
        });
        lines.removeIf(line -> line.startsWith("ENV fprocess") || line.startsWith("CMD"));
        return lines;
    }

    @Test
    void itStandsBeforeTheFunctionsOwnFiles() {
        assertThat(lines("FROM alpine:3.22\nRUN a\nCOPY . .\nRUN b\n"))
                .containsExactly("FROM alpine:3.22", "RUN a", "<perf>", "COPY . .", "RUN b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "COPY qemu-arm-static /usr/bin/",
                "copy ./qemu-aarch64-static /usr/bin/qemu-aarch64-static",
                "COPY [\"qemu-arm-static\", \"/usr/bin/\"]",
                "COPY --from=qemu /usr/bin/qemu-arm-static /usr/bin",
                "ADD https://example.com/v7.2.0/qemu-arm-static /usr/bin/",
            })
    void butBehindTheEmulatorWithoutWhichNothingRuns(String emulator) {
        assertThat(lines("FROM arm32v7/alpine:3.22\n" + emulator + "\nRUN a\nCOPY . .\n"))
                .containsSubsequence(emulator, "<perf>", "COPY . .");
        assertThat(lines("FROM arm32v7/alpine:3.22\nCOPY index.sh .\n" + emulator + "\nCOPY . .\n"))
                .containsExactly("FROM arm32v7/alpine:3.22", "COPY index.sh .", emulator, "<perf>", "COPY . .");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RUN apk --no-cache add curl && curl -sSL https://example.com > /usr/bin/x && apk del curl --no-cache",
                "RUN apk del .deps curl",
                "run apt-get -qq remove curl && apt-get clean",
                "RUN apt-get install -y curl; apt-get purge -y --auto-remove wget curl",
                "RUN microdnf remove -y curl",
                "RUN yum -y erase sudo",
                "RUN zypper --non-interactive rm curl",
                "RUN rm /usr/bin/curl",
                "RUN rm -f /usr/bin/wget /usr/bin/curl",
                "RUN [\"apk\", \"del\", \"curl\"]",
            })
    void butBehindWhatWouldTakeAwayWhatItInstalls(String removal) {
        assertThat(lines("FROM alpine:3.22\nCOPY a .\n" + removal + "\nRUN b\nCOPY . .\n"))
                .containsExactly("FROM alpine:3.22", "COPY a .", removal, "<perf>", "RUN b", "COPY . .");
    }

    @Test
    void butBehindARemovalOnMoreThanOneLine() {
        assertThat(lines("FROM alpine:3.22\nCOPY a .\nRUN apk add curl \\\n    && apk del \\\n    curl\nCOPY b .\n"))
                .containsSubsequence("    curl", "<perf>", "COPY b .");
        assertThat(lines("FROM alpine:3.22\nCOPY a .\nRUN <<EOF\nwget x\napk del curl\nEOF\nCOPY b .\n"))
                .containsSubsequence("EOF", "<perf>", "COPY b .");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RUN apk add --no-cache curl perl && apk del build-base",
                "RUN apt-get install -y curl && rm -rf /var/lib/apt/lists/*",
                "RUN curl -sSL https://example.com > x && rm -rf /tmp/curl",
                "RUN echo removing curl",
            })
    void andNotBehindWhatLeavesItAlone(String harmless) {
        assertThat(lines("FROM alpine:3.22\nCOPY a .\n" + harmless + "\n"))
                .containsExactly("FROM alpine:3.22", "<perf>", "COPY a .", harmless);
    }

    @Test
    void inAnImageMadeFromNothingItComesRightBeforeTheFirstRun() {
        assertThat(lines("FROM scratch\nADD rootfs.tar.gz /\nCOPY tools /tools\nRUN a\nCOPY . .\n"))
                .containsExactly(
                        "FROM scratch", "ADD rootfs.tar.gz /", "COPY tools /tools", "<perf>", "RUN a", "COPY . .");
    }

    @Test
    void aUserInForceComesBack() {
        assertThat(lines("FROM alpine:3.22\nARG WHO=app\nUSER $WHO\nRUN a\nCOPY . .\n"))
                .containsExactly(
                        "FROM alpine:3.22",
                        "ARG WHO=app",
                        "USER $WHO",
                        "RUN a",
                        "USER root",
                        "<perf>",
                        "USER $WHO",
                        "COPY . .");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bitnami/node:20 1001",
                "docker.io/bitnami/python:3.12 1001",
                "ghcr.io/puppeteer/puppeteer:21.4.1 pptruser",
                "registry.access.redhat.com/ubi9/nodejs-20:latest 1001",
                "registry.access.redhat.com/ubi8/openjdk-17 185",
                "jupyter/scipy-notebook 1000",
                "cimg/node:20.0 circleci",
            })
    void theImagesOwnUserComesBackToo(String known) {
        String image = known.split(" ")[0];
        String user = known.split(" ")[1];
        assertThat(lines("FROM " + image + "\nRUN a\nCOPY . .\nRUN b\n"))
                .containsExactly("FROM " + image, "RUN a", "USER root", "<perf>", "USER " + user, "COPY . .", "RUN b");
        assertThat(lines("FROM " + image + "\nUSER root\nRUN a\nCOPY . .\nUSER me\n"))
                .containsExactly("FROM " + image, "USER root", "RUN a", "<perf>", "COPY . .", "USER me");
    }

    @Test
    void imagesOfTheSamePublisherThatRunAsRootAreLeftAlone() {
        assertThat(lines("FROM bitnami/minideb:bookworm\nRUN a\nCOPY . .\n"))
                .containsExactly("FROM bitnami/minideb:bookworm", "RUN a", "<perf>", "COPY . .");
    }

    @Test
    void whereTheImagesUserIsUnknownItGoesRightBeforeTheNextUser() {
        assertThat(lines("FROM example.com/base:1-nonroot\nRUN a\nCOPY . .\nRUN b\nUSER 1234\nRUN c\n"))
                .containsExactly(
                        "FROM example.com/base:1-nonroot",
                        "RUN a",
                        "COPY . .",
                        "RUN b",
                        "USER root",
                        "<perf>",
                        "USER 1234",
                        "RUN c");
    }

    @Test
    void whereNothingSaysTheImagesUserItIsRefusedWithTheCure() {
        assertThat(rewrite("FROM example.com/base:1-nonroot\nRUN a\nCOPY . .\n").refusal())
                .contains("its image example.com/base:1-nonroot (Dockerfile:1) doesn't run as root, and its user is"
                        + " unknown; add USER with the name of that user before the first COPY");
    }

    @Test
    void theSudoersRuleIsForTheImagesOwnUser() {
        Rewrite rewrite = rewrite("FROM bitnami/node:20\nRUN a\nCOPY . .\n");
        assertThat(rewrite.traced().file("faas-trace/install.sh").orElseThrow().text())
                .contains("#1001 ALL=(root) NOPASSWD");
    }
}
