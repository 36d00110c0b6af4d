package faastrace.agent.hook;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.agent.Processes;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Checks that each hook behaves as the cases in conformance.yml specify. Needs neither the agent nor perf. */
@Timeout(300)
class HookConformanceIT {
    private static final Pattern HELLO = Pattern.compile("hello (\\d+) (python|ruby|node|go|java|dotnet) \\S+");
    private static final Pattern BEGIN = Pattern.compile("begin (\\S+) (\\d+\\.\\d{9}) (\\d+) (-|\\d+)( demand=1)?");
    private static final Pattern END =
            Pattern.compile("end (\\S+) (\\d+\\.\\d{9}) (\\d+\\.\\d{9}) (\\d+) (-|\\d+) ([01]) (\\d+)"
                    + "((?: (?:cpu|ready|throttled)=\\d+)*)( shared=1)?( traceparent=[0-9a-f-]{55})?( demand=1)?");
    private static final Pattern CHOSEN = Pattern.compile("[0-9a-f]{32}");

    @TempDir
    Path directory;

    @TestFactory
    Stream<DynamicTest> aPythonHookConforms() throws Exception {
        return cases(HookServer.PYTHON);
    }

    @TestFactory
    Stream<DynamicTest> aRubyHookConforms() throws Exception {
        return cases(HookServer.RUBY);
    }

    @TestFactory
    Stream<DynamicTest> aNodeHookConforms() throws Exception {
        return cases(HookServer.NODE);
    }

    @TestFactory
    Stream<DynamicTest> aGoHookConforms() throws Exception {
        return cases(HookServer.GO);
    }

    @TestFactory
    Stream<DynamicTest> aJavaHookConforms() throws Exception {
        return cases(HookServer.JAVA);
    }

    @TestFactory
    Stream<DynamicTest> aDotnetHookConforms() throws Exception {
        return cases(HookServer.CSHARP);
    }

    private Stream<DynamicTest> cases(HookServer server) throws Exception {
        List<String> command = server.build(Files.createDirectory(directory.resolve("built")));
        return HookCase.all().stream().map(row -> DynamicTest.dynamicTest(row.name(), () -> check(row, command)));
    }

    private void check(HookCase row, List<String> command) throws Exception {
        try (HookTrial trial = new HookTrial(row, command, Files.createTempDirectory(directory, "case"))) {
            trial.run();
            Processes.soon(() -> said(row, trial).equals(expected(row, trial)));
            Thread.sleep(50); // time for unexpected lines to arrive
            assertThat(said(row, trial)).isEqualTo(expected(row, trial));
            checkForms(trial);
            List<String> words = control(trial);
            assertThat(row.rests()
                            && !words.isEmpty()
                            && words.get(words.size() - 1).startsWith("enable"))
                    .as("sampling is on between calls")
                    .isFalse();
        }
    }

    /** The hook's actual values for the fields that the row specifies, in the same format as in the row. */
    private static List<Object> said(HookCase row, HookTrial trial) {
        return List.of(
                row.events().map(ignored -> firstWords(trial)),
                row.control().map(ignored -> control(trial)),
                row.invocations()
                        .map(ignored -> lines(trial).stream()
                                .map(HookConformanceIT::shortened)
                                .toList()),
                row.named().map(ignored -> trial.named()),
                row.numbers().map(ignored -> numbers(trial)));
    }

    private static List<Object> expected(HookCase row, HookTrial trial) {
        boolean whole = lines(trial).stream().anyMatch(line -> line.contains(" shared=1"));
        boolean shared = lines(trial).stream().anyMatch(line -> line.contains(" - ") || line.endsWith(" -"));
        return List.of(
                row.events(),
                row.control(),
                row.invocations()
                        .map(lines -> lines.stream()
                                .map(line -> line.replace(" shared ", shared ? " 1 " : " 0 "))
                                .toList()),
                row.named(),
                row.numbers()
                        .map(names -> names.stream()
                                .map(each -> whole ? each.replace(" ready", "") : each)
                                .toList()));
    }

    /** The names of the numbers in each end line. Only {@code throttled} keeps its value. */
    private static List<String> numbers(HookTrial trial) {
        List<String> numbers = new ArrayList<>();
        for (String line : lines(trial)) {
            Matcher end = END.matcher(line);
            if (end.matches()) {
                numbers.add(end.group(8).strip().replaceAll("(cpu|ready)=\\d+", "$1"));
            }
        }
        return numbers;
    }

    private static List<String> firstWords(HookTrial trial) {
        return trial.folder().events().stream().map(line -> line.split(" ")[0]).toList();
    }

    private static List<String> control(HookTrial trial) {
        List<String> words = new ArrayList<>();
        for (String line : trial.folder().control()) {
            String word = line.replace(" " + HookFolder.EVENT, "");
            if (words.isEmpty() || !words.get(words.size() - 1).equals(word)) {
                words.add(word);
            }
        }
        return words;
    }

    private static List<String> lines(HookTrial trial) {
        return trial.folder().invocations();
    }

    private static String shortened(String line) {
        String[] words = line.split(" ");
        String id = CHOSEN.matcher(words[1]).matches() ? "*" : words[1];
        String end = words[0].equals("end") ? " " + words[6] + " " + words[7] : "";
        String parent = Stream.of(words)
                .filter(word -> word.startsWith("traceparent="))
                .map(word -> " " + word)
                .findFirst()
                .orElse("");
        return words[0] + " " + id + end + parent + (line.endsWith(" demand=1") ? " demand=1" : "");
    }

    private static void checkForms(HookTrial trial) {
        assertThat(trial.folder().control())
                .allMatch(line -> line.matches("(en|dis)able (demand|" + HookFolder.EVENT + ")"));
        for (String line : trial.folder().events()) {
            Matcher hello = HELLO.matcher(line);
            assertThat(hello.matches() || line.equals("call") || line.equals("demanded"))
                    .as(line)
                    .isTrue();
            assertThat(line.startsWith("hello") ? hello.group(1) : "" + trial.pid())
                    .isEqualTo("" + trial.pid());
        }
        Map<String, String> begun = new HashMap<>();
        for (String line : lines(trial)) {
            Matcher begin = BEGIN.matcher(line);
            Matcher end = END.matcher(line);
            assertThat(begin.matches() || end.matches()).as(line).isTrue();
            if (begin.matches()) {
                begun.put(begin.group(1), begin.group(2) + " " + begin.group(3) + " " + begin.group(4));
                assertThat(begin.group(3)).isEqualTo("" + trial.pid());
                assertThat(new BigDecimal(begin.group(2))).isGreaterThan(seconds(trial.started()));
            } else {
                String bounds = end.group(2) + " " + end.group(4) + " " + end.group(5);
                assertThat(begun.getOrDefault(end.group(1), bounds)).isEqualTo(bounds);
                assertThat(new BigDecimal(end.group(3)))
                        .isGreaterThanOrEqualTo(new BigDecimal(end.group(2)))
                        .isLessThan(seconds(System.nanoTime()));
            }
        }
    }

    /**
     * Converts a value of System.nanoTime to seconds. On Linux, System.nanoTime uses CLOCK_MONOTONIC, as the hooks do.
     */
    private static BigDecimal seconds(long nanos) {
        return BigDecimal.valueOf(nanos, 9);
    }
}
