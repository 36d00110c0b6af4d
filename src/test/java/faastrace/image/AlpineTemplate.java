package faastrace.image;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Templates with Alpine as their final stage. Each has a function, a request that keeps it busy, and a pattern for its
 * frames.
 */
enum AlpineTemplate {
    GO("golang-middleware", "burner-go", " handler/function\\.burn "),
    NODE("node22", "burner-node", "burn /home/app/function/handler\\.js:\\d+"),
    PYTHON("python3-http", "pi-python", " _PyEval_EvalFrameDefault "),
    SHELL("shell", "burner-shell", " burn \\(/home/app/burn\\)"),
    EXAMPLE("shell-classic", "pi-shell", "\\(/bin/busybox\\)|ld-musl");

    private final String template;
    private final String function;
    private final String frame;

    AlpineTemplate(String template, String function, String frame) {
        this.template = template;
        this.function = function;
        this.frame = frame;
    }

    String template() {
        return template;
    }

    String function() {
        return function;
    }

    /** A pattern that matches each sample taken in the user's function. */
    String frame() {
        return frame;
    }

    /** The request's body: millions of additions, or digits of pi. */
    String request() {
        return switch (this) {
            case EXAMPLE -> "800";
            case PYTHON -> "1500";
            default -> "500";
        };
    }

    /** The folders that the template consists of. Later folders override earlier ones. */
    List<Path> sources() {
        Path own = Alpine.RESOURCES.resolve("templates").resolve(template);
        Path examples = Path.of("examples/templates/template");
        return switch (this) {
            case EXAMPLE -> List.of(examples.resolve(template));
            case PYTHON -> List.of(examples.resolve("python-http"), own);
            default -> List.of(own);
        };
    }

    /** The folder of the user's function. */
    Path handler() {
        Path example = Path.of("examples/functions", function);
        return Files.exists(example)
                ? example
                : Alpine.RESOURCES.resolve("templates").resolve(template).resolve("function");
    }
}
