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
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that a template gets a lower level if its image's name shows that perf is too old or missing. */
class CaveatsTest {
    private final Rewriter rewriter = new Rewriter(
            Overlays.builtIn(),
            PatchSettings.standard().byName(),
            PatchSettings.standard().changedByName());

    /** A template that refers to a stage by its number, so that no stage can be added before it. */
    private Rewrite withoutMoreStages(String image) {
        String dockerfile = "FROM " + image + " AS base\nCOPY handler .\nRUN true\nFROM example.com/tool\nFROM base\n"
                + "COPY --from=1 /tool /tool\nENV fprocess=\"cat\"\nCMD [\"fwatchdog\"]\n";
        return rewriter.rewrite("x", Template.of("x", List.of(TemplateFile.of("Dockerfile", dockerfile))));
    }

    private Rewrite rewrite(String image, String run) {
        String dockerfile = "FROM " + image + "\nRUN " + run + "\nENV fprocess=\"cat\"\nCMD [\"fwatchdog\"]\n";
        return rewriter.rewrite("x", Template.of("x", List.of(TemplateFile.of("Dockerfile", dockerfile))));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        // Alpine has perf since 3.12. Some releases later, its perf can record single invocations.
        "alpine:3.8, none",
        "alpine:3.11.6, none",
        "alpine:v3.9, none",
        "alpine:2.7, none",
        "multiarch/alpine:armhf-v3.9, none",
        "arm32v6/alpine:3.6, none",
        "armhf/python:3.6-alpine, none",
        "frolvlad/alpine-glibc:alpine-3.10, none",
        "node:14.8.0-alpine3.11, none",
        "alpine:3.8@sha256:0123456789abcdef, none",
        "docker.io/library/alpine:3.7, none",
        "alpine:3.12, process",
        "ruby:2.7-alpine3.13, process",
        "alpine:3.16, invocation",
        "alpine:3.22.2, invocation",
        "alpine, invocation",
        "alpine:edge, invocation",
        "alpine@sha256:0123456789abcdef, invocation",
        // The version in these names is that of the language, not that of Alpine.
        "python:3.9-alpine, invocation",
        "python:3.11-alpine3.18, invocation",
        "jfloff/alpine-python:3.8, invocation",
        "someone/alpine:python-3.9, invocation",
        "debian:8, none",
        "debian:9-slim, none",
        "openjdk:8-jdk-stretch, none",
        "ruby:2.6.5-slim-stretch, none",
        "microsoft/dotnet:2.0-runtime, none",
        "mcr.microsoft.com/dotnet/core/aspnet:2.2, none",
        "debian:10, process",
        "python:3.9-slim-buster, process",
        "mcr.microsoft.com/dotnet/core/runtime:3.1, process",
        "debian:11, invocation",
        "node:19.7.0-bullseye, invocation",
        "mcr.microsoft.com/dotnet/aspnet:6.0, invocation",
        "microsoft/powershell:ubuntu16.04, none",
        "ubuntu:14.04, none",
        "ubuntu:18.04, process",
        "swift:5.4-bionic, process",
        "ubuntu:20.04, invocation",
        "ubuntu:24.04, invocation",
        "centos:7, none",
        "centos, none",
        "centos/python-38-centos7, none",
        "quay.io/centos/centos:stream8, none",
        "quay.io/centos/centos:stream9, invocation",
        "rockylinux:8, process",
        "almalinux:9, invocation",
        "registry.access.redhat.com/ubi8/ubi-minimal, process",
        "registry.access.redhat.com/ubi9/ubi-minimal, invocation",
        "amazonlinux:1, none",
        "amazonlinux:2, process",
        "amazonlinux:2.0.20240109.0, process",
        "amazonlinux:2023, invocation",
        "opensuse/leap:15.1, none",
        "opensuse/leap:15.3, process",
        "opensuse/leap:15.6, invocation",
        "scratch, invocation",
        "gcr.io/distroless/base-debian12, none",
        "registry.access.redhat.com/ubi9/ubi-micro, none",
        "registry.access.redhat.com/ubi9-micro, none",
        "quay.io/quarkus/quarkus-micro-image:2.0, none",
        "nixos/nix:2.18, none",
        "archlinux:base-devel, invocation",
        "ghcr.io/void-linux/void-musl, invocation",
        "example.com/mine:1, invocation",
    })
    void theLevelIsOneThatTheImagesPerfCanDeliver(String image, String level) {
        Rewrite rewrite = withoutMoreStages(image);
        assertThat(rewrite.level().word())
                .as(rewrite.refusal() + " " + rewrite.notes())
                .isEqualTo(level);
        assertThat(rewrite.refusal().isPresent()).isEqualTo(level.equals("none"));
        assertThat(rewrite.patch().isEmpty()).isEqualTo(level.equals("none"));
        if (level.equals("process")) {
            assertThat(rewrite.notes())
                    .anyMatch(note -> note.contains(image) && note.contains("can't record single invocations"));
            assertThat(rewrite.overlays()).extracting(overlay -> overlay.name()).contains("whole-process");
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "alpine:3.8",
                "node:14.8.0-alpine3.11",
                "frolvlad/alpine-glibc:alpine-3.10",
                "docker.io/library/alpine:3.7",
                "python:2.7-alpine",
                "ruby:2.7-alpine3.13",
                "debian:9-slim",
                "openjdk:8-jdk-stretch",
                "microsoft/dotnet:2.0-runtime",
                "mcr.microsoft.com/dotnet/core/aspnet:2.2",
                "python:3.9-slim-buster",
                "ubuntu:14.04",
                "swift:5.4-bionic",
                "centos:7",
                "rockylinux:8",
                "amazonlinux:2",
                "opensuse/leap:15.1",
            })
    void whereThePerfOfTheImageIsMissingOrTooOldAnotherIsCarriedIn(String image) {
        Rewrite rewrite = rewrite(image, "true");
        assertThat(rewrite.level()).isEqualTo(Level.INVOCATION);
        assertThat(rewrite.notes()).isEmpty();
        assertThat(rewrite.overlays()).extracting(overlay -> overlay.name()).contains("carried-perf");
        assertThat(rewrite.traced().file("Dockerfile").orElseThrow().text())
                .contains("FROM debian:bookworm-slim AS faas-trace-carried-perf\n")
                .contains("COPY --from=faas-trace-carried-perf /faas-trace/out/ /usr/local/lib/faas-trace/perf/\n");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                // The build may only have access to the private registry, so it can't pull Debian.
                "registry.example.com/alpine:3.8",
                "localhost:5000/python:2.7-alpine",
                // The added stage would get an image for the build machine's processor, so its perf would not run.
                "arm32v6/alpine:3.6",
                "multiarch/alpine:armhf-v3.9",
                "arm64v8/debian:9",
                "node:12-alpine3.11-arm64v8",
            })
    void itIsNotCarriedWhereTheBuildMayFailOrItIsForAnotherProcessor(String image) {
        assertThat(rewrite(image, "true").level()).isEqualTo(Level.NONE);
    }

    @Test
    void aPrivateImageOfABuildThatReachesAPublicRegistryGetsItToo() {
        String dockerfile = "FROM ghcr.io/openfaas/classic-watchdog:0.3.3 AS watchdog\n"
                + "FROM --platform=${TARGETPLATFORM:-linux/amd64} registry.example.com/alpine:3.8\n"
                + "COPY --from=watchdog /fwatchdog /usr/bin/\nENV fprocess=\"cat\"\nCMD [\"fwatchdog\"]\n";
        Rewrite rewrite = rewriter.rewrite("x", Template.of("x", List.of(TemplateFile.of("Dockerfile", dockerfile))));
        assertThat(rewrite.level()).isEqualTo(Level.INVOCATION);
        assertThat(rewrite.traced().file("Dockerfile").orElseThrow().text())
                .contains(
                        "FROM --platform=${TARGETPLATFORM:-linux/amd64} debian:bookworm-slim AS faas-trace-carried-perf\n");
    }

    @Test
    void anImageWithAPerfOfItsOwnCarriesNone() {
        assertThat(rewrite("alpine:3.22", "true").overlays())
                .extracting(overlay -> overlay.name())
                .doesNotContain("carried-perf");
    }

    @Test
    void everyCureIsAnOverlay() {
        Overlays overlays = Overlays.builtIn();
        assertThat(overlays.all())
                .flatExtracting(overlay -> overlay.cures())
                .contains("carried-perf")
                .allMatch(name -> overlays.named(name).isPresent());
    }

    @Test
    void aRefusalNamesTheImageItsPlaceAndTheWayOut() {
        assertThat(rewrite("registry.example.com/alpine:3.8", "true").refusal())
                .contains(
                        "its image registry.example.com/alpine:3.8 (Dockerfile:1) is an Alpine before 3.12, which has no perf package; build"
                                + " the function on a newer Alpine, or record it from the host, which needs no changes to the image");
    }

    @Test
    void aBuildThatFailsAnyhowIsTold() {
        assertThat(rewrite("python:3.9-slim-buster", "apt-get -qy update").notes())
                .anyMatch(note ->
                        note.startsWith("its own 'apt-get update' fails in the build, with or without faas-trace"));
        assertThat(rewrite("python:3.9-slim-buster", "sed -i s/deb.debian.org/archive.debian.org/ /x && apt-get update")
                        .notes())
                .noneMatch(note -> note.contains("apt-get update"));
    }

    @Test
    void anImageThatIsNotMadeAnyMoreIsTold() {
        assertThat(withoutMoreStages("python:2.7-alpine").refusal().orElseThrow())
                .contains("was last built on Alpine 3.11")
                .contains("; overlay carried-perf is not used: line 6 of the Dockerfile names a stage by its number");
        assertThat(rewrite("python:3.12-alpine", "true").notes()).isEmpty();
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "python:3.12, any-distribution",
        "node, any-distribution",
        "docker.io/library/golang:1.25, any-distribution",
        "python:3.12-slim, debian",
        "node:22-alpine, alpine",
        "oven/bun:1, any-distribution",
        "oven/bun:1-distroless, ",
        "python:3.12-windowsservercore, ",
        "example.com/python:3.12, ",
        "someone/python:3.12, ",
    })
    void anOfficialImageNeedsNoRunInstruction(String image, String distribution) {
        String dockerfile = "FROM " + image + "\nCOPY a a\nENV fprocess=cat\nCMD [\"fwatchdog\"]\n";
        Rewrite rewrite = rewriter.rewrite("x", Template.of("x", List.of(TemplateFile.of("Dockerfile", dockerfile))));
        assertThat(rewrite.refusal().isEmpty()).isEqualTo(distribution != null);
        if (distribution != null) {
            assertThat(rewrite.overlays()).extracting(overlay -> overlay.name()).contains(distribution);
        } else if (!image.contains("distroless")) {
            assertThat(rewrite.refusal().orElseThrow()).contains("add the line RUN true to the Dockerfile");
        }
    }

    @Test
    void aPackageThatIsOnlyForCustomersIsTold() {
        assertThat(rewrite("registry.access.redhat.com/ubi9/ubi", "true").notes())
                .containsExactly("perf is not in the free repositories of its image registry.access.redhat.com/ubi9/ubi"
                        + " (Dockerfile:1): if the function is built without a Red Hat subscription, it runs untraced");
    }
}
