package faastrace;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.agent.Agent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A real .NET with ASP.NET Core and its C# compiler, as .ci/dotnet makes it. */
public final class Dotnet {
    public static final Path RESOURCES = Path.of("src/test/resources/dotnet").toAbsolutePath();
    public static final Path HOOK = Agent.OVERLAYS.resolve("dotnet-http/FaasTrace.cs");

    /** The symbol that the SDK defines for a project for .NET 6 or later. */
    public static final String RECENT = "-define:NET6_0_OR_GREATER";

    private final Path program;
    private final List<String> words = new ArrayList<>();

    public Dotnet() {
        Means.require("dotnet");
        program = Path.of(Means.program("dotnet")).toAbsolutePath();
    }

    /** Adds a program to those that {@link #compile} compiles. All of them are compiled in one process, which is faster. */
    public void add(Path assembly, List<Path> sources, String... options) throws IOException {
        words.add(
                words.isEmpty()
                        ? program.resolveSibling("compiler/compiler.dll").toString()
                        : "+");
        words.add("-out:" + assembly);
        words.addAll(List.of(options));
        try (Stream<Path> libraries = Files.walk(program.resolveSibling("shared"))) {
            libraries.filter(Dotnet::isReference).forEach(library -> words.add("-r:" + library));
        }
        sources.forEach(source -> words.add(source.toString()));
        String config = assembly.getFileName().toString().replace(".dll", ".runtimeconfig.json");
        Files.writeString(assembly.resolveSibling(config), """
                {"runtimeOptions": {"framework": {"name": "Microsoft.AspNetCore.App", "version": "9.0.0"}}}
                """);
    }

    /** The old names of libraries only forward to the new ones. */
    private static boolean isReference(Path library) {
        String name = library.getFileName().toString();
        return name.endsWith(".dll") && !name.matches("mscorlib.dll|WindowsBase.dll|Microsoft.VisualBasic.*");
    }

    /** Compiles the added programs and returns the errors and warnings. */
    public String compile() throws Exception {
        Process process = new ProcessBuilder(command(words.toArray(String[]::new)))
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    /** The command that runs a program. */
    public List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        return command;
    }
}
