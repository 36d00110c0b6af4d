package faastrace.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.overlay.Overlays;
import faastrace.problem.Problem;
import faastrace.project.settings.PatchSettings;
import faastrace.template.Template;
import faastrace.template.TemplateFile;
import faastrace.template.TemplateOnDisk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Patches golden cases whose files were damaged: bytes were removed, doubled or inserted, or files truncated. Each case
 * must be rejected or patched without a crash, and every patch must be reversible.
 */
class RewriteFuzzIT {
    private static final Path CASES = Path.of("src/test/resources/patches");
    private static final int ROUNDS = Integer.getInteger("fuzz.rounds", 200);
    private static final long SEED = Long.getLong("fuzz.seed", 20260725);

    private static final List<String> PIECES = List.of(
            "\r",
            "\n",
            "\r\n",
            "\u0000",
            "\u0085",
            "\u2028",
            "\uFEFF",
            "\\",
            "\"",
            "'",
            "`",
            "$",
            "${x}",
            "$(x)",
            "#",
            " \\\n",
            "[=x]",
            "[#if x]",
            "${.now}",
            "<#list 1..9 as x>",
            "FROM x\n",
            "FROM scratch\n",
            "from x AS build\n",
            "ENTRYPOINT [\"a\"]\n",
            "CMD []\n",
            "CMD fwatchdog\n",
            "ENTRYPOINT\n",
            "RUN <<E\n",
            "USER 7:8\n",
            "ENV mode=\"http\"\n",
            "ENV fprocess \"a b\"\n",
            "ENV fprocess='python index.py'\n",
            "ONBUILD RUN x\n",
            "ARG X=1\n",
            "COPY . .\n",
            "COPY [\"a\", \"b\"]\n",
            "# escape=`\n",
            "SHELL [\"x\"]\n",
            "fprocess: |\n  x\n",
            "fprocess: *a\n",
            "- ",
            ": ",
            "{",
            "[",
            "\t",
            "&a ",
            "*a",
            "!!x ",
            "---\n",
            "...\n",
            "\u001b[31m",
            "\ud83d\ude00",
            "faas-trace-agent",
            "index.py",
            "*",
            "!*\n");

    private final PatchSettings settings = PatchSettings.read(CASES, Map.of(), Map.of());
    private final Rewriter rewriter = new Rewriter(Overlays.builtIn(), settings.byName(), settings.changedByName());

    static Stream<Path> cases() throws IOException {
        try (Stream<Path> folders = Files.list(CASES)) {
            return folders.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void whateverHappensToItsFilesATemplateIsRefusedOrPatchedAndUndone(Path folder) {
        Template golden = TemplateOnDisk.read(folder.resolve("before"), "x");
        int patched = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Random random = new Random(SEED + round);
            Template mutant = mutant(golden, random);
            try {
                patched += check(mutant) ? 1 : 0;
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("round " + round + " of " + folder + dump(golden, mutant), e);
            }
        }
        assertThat(patched).as("rounds that ended patched").isPositive();
    }

    private boolean check(Template mutant) {
        Rewrite rewrite;
        try {
            rewrite = rewriter.rewrite("x", mutant);
        } catch (Problem said) {
            return false;
        }
        if (rewrite.refusal().isPresent()) {
            assertThat(rewrite.patch().isEmpty()).isTrue();
            return false;
        }
        Invariants.hold(rewriter, mutant, rewrite);
        return true;
    }

    private static Template mutant(Template template, Random random) {
        Map<String, TemplateFile> changes = new HashMap<>();
        List<TemplateFile> files = new ArrayList<>(template.files().values());
        int times = 1 + random.nextInt(3);
        for (int i = 0; i < times; i++) {
            TemplateFile file = files.get(random.nextInt(files.size()));
            byte[] bytes = changes.getOrDefault(file.path(), file).bytes();
            changes.put(file.path(), new TemplateFile(file.path(), mutated(bytes, random), file.executable()));
        }
        return template.with(changes);
    }

    private static byte[] mutated(byte[] bytes, Random random) {
        int at = random.nextInt(bytes.length + 1);
        int end = Math.min(bytes.length, at + random.nextInt(40));
        return switch (random.nextInt(7)) {
            case 0 -> joined(bytes, at, new byte[0], end);
            case 1 -> joined(bytes, end, Arrays.copyOfRange(bytes, at, end), end);
            case 2 -> Arrays.copyOf(bytes, at);
            case 3 -> joined(bytes, at, new byte[] {(byte) random.nextInt(256)}, at);
            case 4 -> joined(bytes, lineStart(bytes, at), piece(random), lineStart(bytes, at));
            case 5 -> swappedLines(bytes, random);
            default -> joined(bytes, at, piece(random), at);
        };
    }

    private static byte[] swappedLines(byte[] bytes, Random random) {
        String[] lines = new String(bytes, StandardCharsets.ISO_8859_1).split("(?<=\n)");
        int a = random.nextInt(lines.length);
        int b = random.nextInt(lines.length);
        String line = lines[a];
        lines[a] = lines[b];
        lines[b] = line;
        return String.join("", lines).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static int lineStart(byte[] bytes, int at) {
        int start = at;
        while (start > 0 && bytes[start - 1] != '\n') {
            start--;
        }
        return start;
    }

    private static byte[] piece(Random random) {
        return PIECES.get(random.nextInt(PIECES.size())).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] joined(byte[] bytes, int before, byte[] middle, int after) {
        byte[] all = Arrays.copyOf(bytes, before + middle.length + bytes.length - after);
        System.arraycopy(middle, 0, all, before, middle.length);
        System.arraycopy(bytes, after, all, before + middle.length, bytes.length - after);
        return all;
    }

    private static String dump(Template golden, Template mutant) {
        StringBuilder text = new StringBuilder();
        mutant.files().forEach((path, file) -> {
            if (!Arrays.equals(file.bytes(), golden.files().get(path).bytes())) {
                text.append("\n--- ").append(path).append('\n').append(file.text());
            }
        });
        return text.toString();
    }
}
