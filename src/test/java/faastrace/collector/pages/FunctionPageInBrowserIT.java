package faastrace.collector.pages;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.collector.Settings;
import faastrace.collector.store.FileName;
import faastrace.document.Json;
import faastrace.document.Value;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The page of a function with 2,000 traces of two versions, in a real browser. */
@Timeout(300)
class FunctionPageInBrowserIT extends PagesInBrowserFixture {
    private static final int TRACES = 2000;
    private static final int FIRST_OF_TWO = 1200;
    private static final int CALLS = 3;
    private static final int SLOWEST = 20;
    private static final Instant BEGIN = Instant.parse("2026-01-02T03:04:05Z");
    private static final long SAMPLE = 5_000_000;

    /** An invocation in a generated trace. */
    private record Made(String id, String file, String version, long start, long duration, long cpu, long ready) {
        private long waiting() {
            return duration - cpu - ready;
        }

        private long samples() {
            return cpu / SAMPLE;
        }
    }

    private final Random random = new Random(22);
    private final List<Made> made = new ArrayList<>();

    @Override
    protected Settings settings() {
        return super.settings().withoutSync();
    }

    /** Version 2 compiles a regular expression in each invocation. One invocation in 25 tries again and is slow. */
    private void makeTraces() throws IOException {
        Path folder = Files.createDirectories(directory.resolve("checkout"));
        for (int i = 0; i < TRACES; i++) {
            String version = i < FIRST_OF_TWO ? "one" : "two";
            StringBuilder head = new StringBuilder("# faas-trace 1\n# faas-trace meta function=checkout rate=200"
                    + " clock=monotonic version=" + version + "\n");
            StringBuilder samples = new StringBuilder();
            String file = FileName.of(BEGIN.plusSeconds(60L * i), "%016x".formatted(i));
            long now = 1_000_000_000_000L;
            for (int k = 0; k < CALLS; k++) {
                now = addCall(file, "call-" + i + "-" + k, version, now, head, samples) + 1_000_000;
            }
            Files.writeString(folder.resolve(file), head.append(samples));
        }
        Files.writeString(
                folder.resolve("broken.perf"), "# faas-trace 1\n# faas-trace invocation id=x start=5 end=y\n");
    }

    private long addCall(
            String file, String id, String version, long start, StringBuilder head, StringBuilder samples) {
        int work = 8 + random.nextInt(5);
        int compile = version.equals("two") ? 3 : 0;
        int retry = made.size() % 25 == 7 ? 20 : 0;
        long cpu = (work + compile + retry) * SAMPLE;
        long ready = random.nextInt(4_000_000);
        long duration = cpu + ready + 10_000_000 + random.nextInt(5_000_000);
        made.add(new Made(id, file, version, start, duration, cpu, ready));
        head.append("# faas-trace invocation id=%s start=%s end=%s pid=7 tid=8 overlap=0 cpu=%d ready=%d\n"
                .formatted(id, seconds(start), seconds(start + duration), cpu, ready));
        long at = start;
        for (int i = 0; i < work + compile + retry; i++) {
            String leaf = i < work ? "main.work" : i < work + compile ? "regexp.Compile" : "main.retry";
            at += SAMPLE;
            samples.append("checkout 7/8 [000] %s: 5000000 cpu-clock:u:\n\t7f %s (/app)\n\t7f main.handle (/app)\n\n"
                    .formatted(seconds(at), leaf));
        }
        return start + duration;
    }

    private static String seconds(long nanos) {
        return "%d.%09d".formatted(nanos / 1_000_000_000, nanos % 1_000_000_000);
    }

    private String get(String path) throws Exception {
        return send(HttpRequest.newBuilder(uri(path))).body();
    }

    private Value numbers() throws Exception {
        return Json.read("numbers", get("/v1/functions/checkout"));
    }

    private static long number(Value value, String key) {
        return Long.parseLong(value.require(key).text());
    }

    @Test
    void fromTheListTwoClicksLeadToTheFrameThatGrew() throws Exception {
        makeTraces();
        for (int i = 0; i < 600 && !get("/v1/functions/checkout").contains("\"calls\" : " + TRACES * CALLS); i++) {
            Thread.sleep(300);
        }
        theNumbersAreThoseOfTheTraces(numbers());

        open("/");
        browser.click("a.calls");
        browser.await("document.body.dataset.shown");
        assertThat(browser.shown("#summary")).startsWith("6,000 invocations in 2,000 traces: median ");
        assertThat(browser.shown("#versions")).contains("(significant)");
        assertThat(browser.text(
                        "return [...byId('slow').tBodies[0].rows].map(row => [0, 1, 2, 4, 5, 6, 7, 8].map(i => {"
                                + "const time = row.cells[i].querySelector('time');"
                                + "return time ? time.dateTime : row.cells[i].textContent; }).join(' ')).join('\\n')"))
                .isEqualTo(slowestAsText());
        browser.click("#versions tbody tr:first-child a");
        awaitComparison();
        assertThat(row("regexp.Compile")).isEqualTo("regexp.Compile 0 ms 15.00 ms +15.00 ms yes");
        assertThat(row("main.work")).endsWith(" no");

        browser.click("#slowest5");
        waitUntil(() -> browser.address().contains("slowest=5"));
        awaitComparison();
        assertThat(row("main.retry")).matches("main.retry 0 ms [0-9.]+ ms \\+[0-9.]+ ms yes");
        assertThat(browser.shown("#facts")).contains("the rest, 5700 invocations", "the slowest 5 %, 300 invocations");
        browser.run("history.back(); return true");
        waitUntil(() -> browser.address().contains("version=two"));
        awaitComparison();
        assertThat(row("regexp.Compile")).contains("+15.00 ms");
    }

    private static void awaitComparison() {
        browser.await("document.body.dataset.ready && document.body.dataset.shown");
    }

    /** The row of a function in the list of slower functions; the cells are separated by spaces. */
    private static String row(String function) {
        return browser.text("const row = [...byId('top').tBodies[0].rows].find(one => one.cells[0].textContent === '"
                + function + "'); return row ? [...row.cells].map(one => one.textContent).join(' ') : 'none'");
    }

    private void theNumbersAreThoseOfTheTraces(Value numbers) {
        assertThat(number(numbers, "traces")).isEqualTo(TRACES);
        assertThat(number(numbers, "waiting")).isZero();
        assertThat(number(numbers, "incomplete")).isEqualTo(1);
        assertThat(percentiles(numbers)).isEqualTo(percentiles(made));
        long sum = numbers.require("cells").texts().stream()
                .mapToLong(Long::parseLong)
                .sum();
        assertThat(sum).isEqualTo(made.size());
        List<Value> versions = numbers.require("versions").items();
        assertThat(versions).hasSize(2);
        for (Value version : versions) {
            List<Made> own = made.stream()
                    .filter(one ->
                            one.version().equals(version.require("version").text()))
                    .toList();
            assertThat(number(version, "calls")).isEqualTo(own.size());
            assertThat(percentiles(version)).isEqualTo(percentiles(own));
            assertThat(number(version, "duration"))
                    .isEqualTo(average(own.stream().mapToLong(Made::duration).toArray()));
            assertThat(number(version, "cpu"))
                    .isEqualTo(average(own.stream().mapToLong(Made::cpu).toArray()));
            assertThat(number(version, "ready"))
                    .isEqualTo(average(own.stream().mapToLong(Made::ready).toArray()));
            assertThat(number(version, "waiting"))
                    .isEqualTo(average(own.stream()
                            .mapToLong(one -> one.duration() - one.cpu() - one.ready())
                            .toArray()));
        }
        List<Value> slowest = numbers.require("slowest").items();
        List<Made> expected = slowest();
        assertThat(slowest).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            Made one = expected.get(i);
            Value shown = slowest.get(i);
            assertThat(shown.require("id").text()).isEqualTo(one.id());
            assertThat(shown.require("trace").text()).isEqualTo("checkout/" + one.file());
            assertThat(number(shown, "start")).isEqualTo(start(one).toEpochMilli());
            assertThat(number(shown, "duration")).isEqualTo(one.duration());
            assertThat(number(shown, "cpu")).isEqualTo(one.cpu());
            assertThat(number(shown, "ready")).isEqualTo(one.ready());
            assertThat(number(shown, "waiting")).isEqualTo(one.waiting());
            assertThat(number(shown, "samples")).isEqualTo(one.samples());
        }
    }

    /** The slowest invocations, of which all durations are different. */
    private List<Made> slowest() {
        return made.stream()
                .sorted(Comparator.comparingLong(Made::duration).reversed())
                .limit(SLOWEST)
                .toList();
    }

    /** The start of an invocation: its trace was received when the last invocation had ended. */
    private Instant start(Made one) {
        long end = made.stream()
                .filter(other -> other.file().equals(one.file()))
                .mapToLong(other -> other.start() + other.duration())
                .max()
                .orElseThrow();
        return FileName.time(one.file()).orElseThrow().minusMillis((end - one.start()) / 1_000_000);
    }

    /** What the table of the slowest invocations must show. */
    private String slowestAsText() {
        return slowest().stream()
                .map(one -> String.join(
                        " ",
                        one.id(),
                        start(one).toString(),
                        shown(one.duration()),
                        shown(one.cpu()),
                        shown(one.ready()),
                        "unknown",
                        shown(one.waiting()),
                        Long.toString(one.samples())))
                .collect(Collectors.joining("\n"));
    }

    private static String shown(long nanos) {
        int digits = nanos < 10_000_000 ? 2 : 1;
        return new BigDecimal(nanos / 1e6).setScale(digits, RoundingMode.HALF_UP) + " ms";
    }

    private static long average(long[] all) {
        return Math.round(Arrays.stream(all).average().orElseThrow());
    }

    private static List<String> percentiles(Value value) {
        return value.require("percentiles").texts();
    }

    private static List<String> percentiles(List<Made> calls) {
        long[] sorted = calls.stream().mapToLong(Made::duration).sorted().toArray();
        return List.of(0.5, 0.95, 0.99).stream()
                .map(part -> String.format(Locale.ROOT, "%d", sorted[(int) Math.ceil(part * sorted.length) - 1]))
                .toList();
    }
}
