package faastrace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A language that hooks are written in. Compiles or parses files with a given old version of the language. */
enum OldLanguage {
    GO(".go") {
        @Override
        void check(String version, List<Path> files, Path scratch) throws Exception {
            Means.require("go");
            Path program = scratch.resolve("std-api.go");
            Files.copy(RESOURCES.resolve("std-api.go.txt"), program);
            for (Path file : files) {
                String minor = version.substring(version.indexOf('.') + 1);
                assertThat(run(Map.of("CGO_ENABLED", "0"), "go", "run", program.toString(), minor, file.toString()))
                        .as("what Go " + version + " lacks")
                        .isEmpty();
            }
        }
    },

    NODE(".js") {
        @Override
        void check(String version, List<Path> files, Path scratch) throws Exception {
            Path node = Means.oldest("node" + version);
            for (Path file : files) {
                run(node.toString(), "--check", file.toString());
                run(node.toString(), file.toString());
            }
        }
    },

    PYTHON(".py") {
        @Override
        void check(String version, List<Path> files, Path scratch) throws Exception {
            Means.require("python3");
            Path python = Means.findOldest("python" + version).orElse(null);
            String parses = "import ast, sys; ast.parse(open(sys.argv[1]).read(), feature_version=(%s))"
                    .formatted(version.replace('.', ','));
            for (Path file : files) {
                if (version.startsWith("2.") && file.toString().matches(".*_(async|grpc)\\.py")) {
                    continue; // no server that needs this file runs with Python 2
                }
                if (python == null && version.startsWith("3.")) {
                    run("python3", "-c", parses, file.toString());
                } else {
                    run(Means.oldest("python" + version).toString(), "-c", COMPILES, file.toString());
                }
            }
        }
    },

    RUBY(".rb") {
        @Override
        void check(String version, List<Path> files, Path scratch) throws Exception {
            Means.require("ruby", "ruby-parser");
            String parser = version.replace(".", "");
            for (Path file : files) {
                String parses = "require 'parser/ruby" + parser + "'; Parser::Ruby" + parser
                        + ".parse(File.read(ARGV[0], encoding: 'UTF-8'), ARGV[0])";
                run("ruby", "-W0", "-e", parses, file.toString());
                // Loads the hook without the methods that newer versions of Ruby added.
                String loads = "NEWER = { Module => [:ruby2_keywords], Kernel => [:then, :yield_self] }\n"
                        + "NEWER.each { |home, names| home.send(:undef_method, *names) }\nload ARGV[0]";
                run("ruby", "-W0", "--disable-gems", "-e", loads, file.toString());
            }
        }
    },

    /**
     * Uses Mono's compiler, which supports only C# 7 and older. Stubs replace the framework types that the hook refers
     * to.
     */
    CSHARP(".cs") {
        @Override
        void check(String version, List<Path> files, Path scratch) throws Exception {
            Dotnet dotnet = new Dotnet();
            dotnet.add(scratch.resolve("hook.dll"), files, "-target:library", "-langversion:" + version);
            assertThat(dotnet.compile()).isEmpty();
        }
    },

    JAVA(".java") {
        @Override
        void check(String version, List<Path> files, Path scratch) throws Exception {
            Path javac = Path.of(System.getProperty("java.home"), "bin", "javac");
            List<String> words = new ArrayList<>(List.of(javac.toString(), "--release", version));
            words.addAll(List.of("-Xlint:all,-options", "-Werror", "-d", scratch.toString()));
            files.forEach(file -> words.add(file.toString()));
            run(words.toArray(String[]::new));
        }
    };

    private static final Path RESOURCES = Path.of("src/test/resources/oldest");
    private static final String COMPILES =
            "import io, sys; compile(io.open(sys.argv[1], 'rb').read(), sys.argv[1], 'exec')";

    private final String suffix;

    OldLanguage(String suffix) {
        this.suffix = suffix;
    }

    /** Fails if one of the files is not valid in this version of the language. */
    abstract void check(String version, List<Path> files, Path scratch) throws Exception;

    /** The language's name in overlay.yml. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean isOf(String file) {
        return file.endsWith(suffix) || file.endsWith(suffix + ".ftl");
    }

    private static String run(String... command) throws Exception {
        return run(Map.of(), command);
    }

    private static String run(Map<String, String> more, String... command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("FAAS_TRACE"));
        builder.environment().putAll(more);
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor())
                .as(String.join(" ", command) + "\n" + said)
                .isZero();
        return said;
    }
}
