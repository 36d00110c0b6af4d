package faastrace.cli.project;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.cli.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Makes a project with one pulled template, and changes the files of this template. */
abstract class StatesFixture {
    static final String NAME = "python-isolated";

    @TempDir
    Path folder;

    Sandbox sandbox;

    Path pulledCopy;

    Map<String, String> pulled;

    @BeforeEach
    void oneTemplatePulled() {
        sandbox = Sandbox.in(folder).upstream(NAME, NAME).stack(NAME);
        sandbox.commit();
        assertThat(sandbox.run("template", "pull", "stack").code()).isZero();
        pulled = templates();
        pulledCopy = folder.resolve("pulled");
        Sandbox.copy(sandbox.project().resolve("template"), pulledCopy);
    }

    void patch() {
        Sandbox.Result result = sandbox.run("patch");
        assertThat(result.code()).as(result.err()).isZero();
    }

    Map<String, String> templates() {
        return sandbox.templates();
    }

    String dockerfile() {
        return sandbox.read("template/" + NAME + "/Dockerfile");
    }

    void replace(String file, String what, String with) throws IOException {
        Path path = sandbox.template(NAME).resolve(file);
        String text = Files.readString(path);
        assertThat(text).contains(what);
        Files.writeString(path, text.replace(what, with));
    }
}
