package faastrace.agent.hook;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.Dotnet;
import faastrace.Means;
import faastrace.agent.Agent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The servers with hooks, one for each language that has a hook. */
enum HookServer {
    PYTHON {
        @Override
        List<String> build(Path folder) throws Exception {
            Means.require("python3");
            Agent.copyHook("faas_trace.py", folder);
            return List.of("python3", copy("server.py", "server.py", folder));
        }
    },

    RUBY {
        @Override
        List<String> build(Path folder) throws Exception {
            Means.require("ruby");
            Agent.copyHook("faas_trace.rb", folder);
            return List.of("ruby", "-w", copy("server.rb", "server.rb", folder));
        }
    },

    NODE {
        @Override
        List<String> build(Path folder) throws Exception {
            Means.require("node");
            Agent.copyHook("faas_trace.js", folder);
            return List.of("node", copy("server.js", "server.js", folder));
        }
    },

    GO {
        @Override
        List<String> build(Path folder) throws Exception {
            Means.require("go");
            copy("server.go.txt", "main.go", folder);
            Files.writeString(folder.resolve("go.mod"), "module handler\n\ngo 1.11\n");
            run(folder, Agent.goHook("go", "build", "-o", "server", ".").toArray(String[]::new));
            return List.of(folder.resolve("server").toString());
        }
    },

    JAVA {
        @Override
        List<String> build(Path folder) throws Exception {
            try (Stream<Path> files = Files.list(Agent.OVERLAYS.resolve("java-runtime"))) {
                for (Path file : files.toList()) {
                    Files.copy(file, folder.resolve(file.getFileName()));
                }
            }
            run(folder, "sh", folder.resolve("build.sh").toString());
            Path server = Path.of(copy("Server.java.txt", "served/Server.java", folder));
            run(folder, "javac", server.toString());
            String hook = "-javaagent:" + folder.resolve("out/faas-trace.jar");
            return List.of("java", hook, "-cp", server.getParent().toString(), "Server");
        }
    },

    CSHARP {
        @Override
        List<String> build(Path folder) throws Exception {
            Dotnet dotnet = new Dotnet();
            Path program = folder.resolve("server.dll");
            dotnet.add(program, List.of(RESOURCES.resolve("Server.cs"), Dotnet.HOOK), Dotnet.RECENT);
            assertThat(dotnet.compile()).isEmpty();
            return dotnet.command(program.toString());
        }
    };

    private static final Path RESOURCES = Path.of("src/test/resources/hooks").toAbsolutePath();

    /**
     * Builds the server and returns the command that starts it. The environment variable {@code port} must contain the
     * port to listen on.
     */
    abstract List<String> build(Path folder) throws Exception;

    private static String copy(String from, String to, Path folder) throws IOException {
        Path target = folder.resolve(to);
        Files.createDirectories(target.getParent());
        return Files.copy(RESOURCES.resolve(from), target).toString();
    }

    private static void run(Path folder, String... command) throws Exception {
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        assertThat(new String(process.getInputStream().readAllBytes())).isEmpty();
        assertThat(process.waitFor()).isZero();
    }
}
