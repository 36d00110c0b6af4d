package faastrace.tryout.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import faastrace.document.Json;
import faastrace.tryout.SilentListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks that the engine, or faas-cli, gets the same input as in a build that a user starts with faas-cli. */
class ImageBuildTest {
    @TempDir
    Path root;

    private Path copy;

    @BeforeEach
    void aRepository() throws IOException {
        copy = Files.createDirectories(root.resolve("run/copy"));
        write("stack.yaml", """
                functions:
                  pi:
                    lang: fancy
                    handler: ./pi
                    build_args: {COLOUR: red, ADDITIONAL_PACKAGE: make}
                    build_options: [dev]
                configuration:
                  copy: [common]
                """);
        write("template/fancy/Dockerfile", "FROM debian:bookworm\nCMD [\"fwatchdog\"]\n");
        write(
                "template/fancy/template.yml",
                "handler_folder: src/code\nbuild_options: [{name: dev, packages: [gcc, make]}]\n");
        write("template/fancy/src/code/sample.txt", "template's");
        write("template/fancy/src/code/main.txt", "template's");
        write("pi/main.txt", "mine");
        write("pi/build/left-out", "");
        write("pi/deep/build/taken", "");
        write("common/shared.txt", "shared");
    }

    private void write(String path, String text) throws IOException {
        Files.createDirectories(root.resolve(path).getParent());
        Files.writeString(root.resolve(path), text);
    }

    private PatchedCopy patched(TriedFunction function) {
        PatchedCopy patched = new PatchedCopy(root, copy, function);
        patched.write(Optional.empty(), "image:tag", new SilentListener());
        return patched;
    }

    private TriedFunction function() {
        return TriedFunction.find(root, Optional.empty(), "pi");
    }

    @Test
    void theContextIsTheTemplateWithTheHandlerWhereTemplateYmlSays() throws Exception {
        TriedFunction function = function();
        Path context = new FunctionBuildContext(function, patched(function), copy).write();
        assertThat(context.resolve("faas-trace/faas-trace-agent")).isExecutable();
        assertThat(context.resolve("Dockerfile")).content().contains("faas-trace-agent");
        assertThat(context.resolve("src/code/main.txt")).hasContent("mine");
        assertThat(context.resolve("src/code/sample.txt")).hasContent("template's");
        assertThat(context.resolve("src/code/deep/build/taken")).exists();
        assertThat(context.resolve("src/code/build")).doesNotExist();
        assertThat(context.resolve("src/code/common/shared.txt")).hasContent("shared");
        assertThat(root.resolve("template/fancy/Dockerfile")).content().doesNotContain("faas-trace");
    }

    @Test
    void theArgumentsAreTheFunctionsAndThePackagesOfItsOptions() {
        TriedFunction function = function();
        assertThat(new FunctionBuildContext(function, patched(function), copy).arguments())
                .containsEntry("COLOUR", "red")
                .containsEntry("ADDITIONAL_PACKAGE", "gcc make");
    }

    @Test
    void theStackFileForFaasCliHasThisFunctionAlone() throws Exception {
        TriedFunction function = function();
        patched(function);
        var stack = Json.read("stack", Files.readString(copy.resolve("stack.yaml")));
        var written = stack.require("functions").require("pi");
        assertThat(written.require("image").text()).isEqualTo("image:tag");
        assertThat(written.require("handler").text())
                .isEqualTo(root.resolve("pi").toAbsolutePath().toString());
        assertThat(stack.require("configuration").require("copy").texts()).isEqualTo(List.of("common"));
    }

    @Test
    void aFunctionWithItsOwnDockerfileIsPatchedInACopyOfItsFolder() throws Exception {
        write("stack.yaml", "functions: {pi: {lang: dockerfile, handler: ./own}}\n");
        write("own/Dockerfile", "FROM debian:bookworm\nCMD [\"fwatchdog\"]\n");
        TriedFunction function = function();
        Path context = new FunctionBuildContext(function, patched(function), copy).write();
        assertThat(context.resolve("Dockerfile")).content().contains("faas-trace-agent");
        assertThat(copy.resolve("template/dockerfile/template.yml")).exists();
        assertThat(root.resolve("own/Dockerfile")).content().doesNotContain("faas-trace");
    }

    @Test
    void pathsThatLeadOutOfTheirFolderAreRefused() throws Exception {
        write("template/fancy/template.yml", "handler_folder: ../../../elsewhere\n");
        TriedFunction function = function();
        assertThatThrownBy(() -> new FunctionBuildContext(function, patched(function), copy).write())
                .hasMessageContaining("handler_folder");
        write("stack.yaml", "functions: {pi: {lang: fancy, handler: ./pi}}\nconfiguration: {copy: [../x]}\n");
        assertThatThrownBy(() -> patched(function())).hasMessageContaining("'../x' is not inside this repository");
    }
}
