package faastrace.collector;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import faastrace.ClusterTools;
import faastrace.collector.store.Limits;
import faastrace.forward.ForwardSettings;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Checks that the Grafana dashboard queries only metrics that a running collector exposes. */
class DashboardIT extends CollectorFixture {
    private static final Path FILE = Path.of("examples/collector/chart/dashboards/faas-trace.json");
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Labels that Prometheus adds to everything that it scrapes. */
    private static final Set<String> ADDED = Set.of("instance", "job");

    private static final Pattern SERIES = Pattern.compile("(?m)^([a-z_]+)(?:\\{(.*)})? \\S+$");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"([^\"]*)\"");

    /**
     * Builds the program before the tests, because each test is limited to a minute and the first build takes longer.
     */
    @BeforeAll
    static void build() {
        ClusterTools.program();
    }

    @Override
    protected Settings settings() {
        return super.settings().with(Limits.DEFAULT.withKeepBytes(1_000_000));
    }

    /** Some metrics exist only while traces are forwarded. Forwarding to an unreachable backend is enough. */
    @Override
    protected void start(Settings settings) {
        collector = startForwarding(settings);
    }

    static Collector startForwarding(Settings settings) {
        ForwardSettings nowhere = ForwardSettings.to("pyroscope=http://127.0.0.1:1");
        return Collector.start(settings, trace -> {}, Optional.of(nowhere), line -> {});
    }

    /**
     * The names, labels and label values of all metrics of a collector that has stored one trace and rejected another.
     */
    private Map<String, Map<String, Set<String>>> exposed() throws Exception {
        post("/", "pi", TRACE.getBytes(UTF_8));
        post("/", "pi", "no trace".getBytes(UTF_8));
        Map<String, Map<String, Set<String>>> exposed = new HashMap<>();
        String text = send(HttpRequest.newBuilder(uri("/metrics"))).body();
        for (MatchResult series : SERIES.matcher(text).results().toList()) {
            Map<String, Set<String>> labels = exposed.computeIfAbsent(series.group(1), any -> new HashMap<>());
            if (series.group(2) != null) {
                LABEL.matcher(series.group(2))
                        .results()
                        .forEach(label -> labels.computeIfAbsent(label.group(1), any -> new HashSet<>())
                                .add(label.group(2)));
            }
        }
        return exposed;
    }

    private static JsonNode dashboard() throws IOException {
        return JSON.readTree(Files.readString(FILE));
    }

    /** All panels and annotations that have a query. The query is in the field {@code expr}. */
    static List<JsonNode> asking() throws IOException {
        return dashboard().findParents("expr");
    }

    /** The query as Grafana sends it, with Grafana's variables replaced. */
    static String sent(JsonNode asking) {
        String query =
                asking.get("expr").asText().replace("$__rate_interval", "5m").replace("$instance", ".+");
        assertThat(query).doesNotContain("$");
        return query;
    }

    private static JsonNode parsed() throws IOException {
        List<String> queries = asking().stream().map(DashboardIT::sent).toList();
        return JSON.readTree(ClusterTools.output(JSON.writeValueAsString(queries), "parse-queries"));
    }

    @Test
    void everyQueryIsValidAndAsksOnlyForWhatIsExposed() throws Exception {
        Map<String, Map<String, Set<String>>> exposed = exposed();
        List<JsonNode> asking = asking();
        JsonNode parsed = parsed();
        assertThat(parsed).hasSize(asking.size()).hasSizeGreaterThan(20);
        for (int i = 0; i < asking.size(); i++) {
            String query = sent(asking.get(i));
            Set<String> labels = new HashSet<>(ADDED);
            for (JsonNode selector : parsed.get(i).get("selectors")) {
                String metric = selector.get("metric").asText();
                assertThat(exposed).as(query).containsKey(metric);
                Set<String> its = new HashSet<>(exposed.get(metric).keySet());
                its.addAll(ADDED);
                assertThat(its).as(query).containsAll(texts(selector.get("labels")));
                labels.addAll(its);
            }
            assertThat(labels).as(query).containsAll(texts(parsed.get(i).get("grouping")));
        }
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(one -> texts.add(one.asText()));
        return texts;
    }

    @Test
    void everyValueThatAQuerySelectsByIsOneThatOccurs() throws Exception {
        Map<String, Set<String>> values = new HashMap<>();
        exposed()
                .values()
                .forEach(labels -> labels.forEach((label, all) ->
                        values.computeIfAbsent(label, any -> new HashSet<>()).addAll(all)));
        int compared = 0;
        for (JsonNode asking : asking()) {
            for (MatchResult label : LABEL.matcher(sent(asking)).results().toList()) {
                assertThat(values.get(label.group(1))).as(sent(asking)).contains(label.group(2));
                compared++;
            }
        }
        assertThat(compared).isPositive();
    }

    /** A legend can only use labels that remain after the query's aggregation. */
    @Test
    void legendsNameLabelsThatAreLeft() throws Exception {
        List<JsonNode> asking = asking();
        JsonNode parsed = parsed();
        for (int i = 0; i < asking.size(); i++) {
            Set<String> named = new TreeSet<>();
            Pattern.compile("\\{\\{(\\w+)}}")
                    .matcher(asking.get(i).path("legendFormat").asText())
                    .results()
                    .forEach(label -> named.add(label.group(1)));
            List<String> grouping = texts(parsed.get(i).get("grouping"));
            assertThat(grouping.isEmpty() ? ADDED : new HashSet<>(grouping))
                    .as(sent(asking.get(i)))
                    .containsAll(named);
        }
    }

    @Test
    void everyMetricOfOursIsShown() throws Exception {
        String queries =
                String.join("\n", asking().stream().map(DashboardIT::sent).toList());
        Set<String> ours = new TreeSet<>(exposed().keySet());
        ours.removeIf(name -> name.matches(".*_duration_seconds_(sum|count)"));
        assertThat(ours).isNotEmpty().allMatch(queries::contains);
    }

    @Test
    void panelsHaveTitlesAndDoNotOverlap() throws Exception {
        Set<String> taken = new HashSet<>();
        Set<Integer> ids = new HashSet<>();
        for (JsonNode panel : dashboard().get("panels")) {
            assertThat(panel.get("title").asText()).isNotBlank();
            assertThat(panel.get("description").asText()).isNotBlank();
            assertThat(ids.add(panel.get("id").asInt())).isTrue();
            JsonNode place = panel.get("gridPos");
            int right = place.get("x").asInt() + place.get("w").asInt();
            assertThat(right).isLessThanOrEqualTo(24);
            for (int x = place.get("x").asInt(); x < right; x++) {
                for (int y = 0; y < place.get("h").asInt(); y++) {
                    assertThat(taken.add(x + ":" + (place.get("y").asInt() + y)))
                            .as(panel.get("title").asText())
                            .isTrue();
                }
            }
            panel.get("targets")
                    .forEach(target -> assertThat(
                                    target.get("datasource").get("uid").asText())
                            .isEqualTo("${datasource}"));
        }
    }

    /** Checks that the parser used by these tests rejects an invalid query and parses a valid one correctly. */
    @Test
    void wrongQueriesAreRefused() {
        assertThat(ClusterTools.run("[\"sum(rate(a[5m])\"]", "parse-queries").code())
                .isEqualTo(1);
        assertThat(ClusterTools.output("[\"sum by (x) (rate(a{b='c'}[5m])) > 0\"]", "parse-queries"))
                .isEqualToIgnoringWhitespace(
                        "[{\"selectors\":[{\"metric\":\"a\",\"labels\":[\"b\"]}],\"grouping\":[\"x\"]}]");
    }
}
