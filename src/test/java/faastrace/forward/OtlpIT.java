package faastrace.forward;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import faastrace.trace.TraceContext;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesPartialSuccess;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceRequest;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceResponse;
import io.opentelemetry.proto.profiles.v1development.Profile;
import io.opentelemetry.proto.profiles.v1development.ProfilesDictionary;
import io.opentelemetry.proto.profiles.v1development.ResourceProfiles;
import io.opentelemetry.proto.profiles.v1development.Sample;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Forwards traces in OpenTelemetry's format. */
@Timeout(60)
class OtlpIT extends ForwarderFixture {
    private static final String GIVEN = "trace=0af7651916cd43dd8448eb211c80319c span=b7ad6b7169203331";

    private OtlpStandIn receiver;

    @BeforeEach
    void startReceiver() throws Exception {
        receiver = new OtlpStandIn();
    }

    @AfterEach
    void stopReceiver() {
        running.forEach(Forwarder::close);
        receiver.close();
    }

    @Test
    void stacksAndNumbersAreThoseOfFold() throws Exception {
        add("pi", trace("python", 40));
        add("e", trace("go", 2));
        Forwarder forwarder =
                start(ForwardSettings.to("otlp=" + receiver.url() + "/").withContainers());
        waitUntil(() -> forwarder.forwarded() == 2);
        Map<String, Map<String, Long>> stacks = new TreeMap<>();
        for (ExportProfilesServiceRequest request : receiver.requests()) {
            assertThat(request.getDictionary().getStringTable(0)).isEmpty();
            for (ResourceProfiles resource : request.getResourceProfilesList()) {
                Map<String, String> attributes = attributes(resource);
                assertThat(attributes)
                        .containsEntry("service.namespace", "prod")
                        .containsEntry("service.version", "1.4")
                        .containsEntry("service.instance.id", "c-1")
                        .doesNotContainKeys("__name__", "pyroscope_spy");
                Profile profile = resource.getScopeProfiles(0).getProfiles(0);
                check(profile, request.getDictionary());
                OtlpStandIn.stacks(profile, request.getDictionary())
                        .forEach((stack, count) -> stacks.computeIfAbsent(
                                        attributes.get("service.name"), any -> new TreeMap<>())
                                .merge(stack, count, Long::sum));
            }
        }
        assertThat(stacks).containsOnlyKeys("pi", "e");
        assertThat(stacks.get("pi")).isEqualTo(folded(trace("python", 40)));
        assertThat(stacks.get("e")).isEqualTo(folded(trace("go", 2)));
        assertThat(said).isEmpty();
    }

    private static void check(Profile profile, ProfilesDictionary dictionary) {
        assertThat(dictionary.getStringTable(profile.getSampleType().getTypeStrindex()))
                .isEqualTo("samples");
        assertThat(dictionary.getStringTable(profile.getPeriodType().getTypeStrindex()))
                .isEqualTo("cpu");
        assertThat(profile.getPeriod()).isEqualTo(10_000_000);
        long until = profile.getTimeUnixNano() + profile.getDurationNano();
        assertThat(Instant.ofEpochSecond(0, until))
                .isBetween(Instant.now().minusSeconds(120), Instant.now().plusSeconds(2));
        for (Sample sample : profile.getSamplesList()) {
            assertThat(sample.getTimestampsUnixNanoList())
                    .isNotEmpty()
                    .allMatch(time -> time >= profile.getTimeUnixNano() && time < until);
        }
    }

    @Test
    void eachSampleHasALinkToItsCall() throws Exception {
        String head = "# faas-trace 1\n# faas-trace meta function=x rate=100 clock=monotonic\n";
        String call = "# faas-trace invocation id=%s start=%d.0 end=%d.0 pid=7 tid=8 overlap=%d %s\n";
        add(
                "pi",
                head
                        + call.formatted("given", 1, 2, 0, GIVEN)
                        + call.formatted("own", 2, 3, 0, "")
                        + call.formatted("one", 3, 4, 1, "")
                        + call.formatted("other", 3, 4, 1, "")
                        + sample(1, "in_given")
                        + sample(2, "in_own")
                        + sample(3, "in_both")
                        + sample(4, "in_none"));
        Forwarder forwarder = start(ForwardSettings.to("otlp=" + receiver.url()));
        waitUntil(() -> forwarder.forwarded() == 1);
        ExportProfilesServiceRequest request = receiver.requests().get(0);
        Map<String, String> links = new HashMap<>();
        for (Sample sample : request.getResourceProfiles(0)
                .getScopeProfiles(0)
                .getProfiles(0)
                .getSamplesList()) {
            Profile only = Profile.newBuilder().addSamples(sample).build();
            String stack = OtlpStandIn.stacks(only, request.getDictionary())
                    .keySet()
                    .iterator()
                    .next();
            links.put(stack, OtlpStandIn.link(sample, request.getDictionary()));
        }
        TraceContext derived = TraceContext.derived("own");
        assertThat(links)
                .containsEntry("app;in_given", "0af7651916cd43dd8448eb211c80319c/b7ad6b7169203331")
                .containsEntry("app;in_own", derived.traceId() + "/" + derived.spanId())
                .containsEntry("app;in_both", "")
                .containsEntry("app;in_none", "")
                .hasSize(4);
    }

    @Test
    void manyTracesShareARequest() throws Exception {
        for (int i = 0; i < 40; i++) {
            add("pi-" + i, trace("go", 1));
        }
        Forwarder forwarder = start(ForwardSettings.to("otlp=" + receiver.url()));
        waitUntil(() -> forwarder.forwarded() == 40);
        assertThat(receiver.requests()).hasSizeLessThan(10);
        assertThat(receiver.requests().stream()
                        .mapToInt(ExportProfilesServiceRequest::getResourceProfilesCount)
                        .sum())
                .isEqualTo(40);
    }

    @Test
    void aLargeTraceIsSplit() throws Exception {
        StringBuilder text = new StringBuilder("# x\n");
        for (int i = 0; i < 20_000; i++) {
            text.append("app 7/8 [000] 1.%06d: 10000000 cpu-clock:u: \n\t7f f%d (/bin/app)\n\n".formatted(i * 10, i));
        }
        add("pi", text.toString());
        Forwarder forwarder = start(ForwardSettings.to("otlp=" + receiver.url()));
        waitUntil(() -> forwarder.forwarded() == 1);
        assertThat(receiver.requests().stream()
                        .flatMap(request -> request.getResourceProfilesList().stream())
                        .map(resource ->
                                resource.getScopeProfiles(0).getProfiles(0).getSamplesCount())
                        .toList())
                .allMatch(samples -> samples <= 16_000)
                .satisfies(counts -> assertThat(
                                counts.stream().mapToInt(count -> count).sum())
                        .isEqualTo(20_000));
    }

    @Test
    void rejectedProfilesAreCountedAndNotPushedAgain() throws Exception {
        ExportProfilesServiceResponse partly = ExportProfilesServiceResponse.newBuilder()
                .setPartialSuccess(ExportProfilesPartialSuccess.newBuilder()
                        .setRejectedProfiles(1)
                        .setErrorMessage("no room\nfor it"))
                .build();
        receiver.answer(200, partly.toByteArray());
        add("pi", trace("go", 1));
        Forwarder forwarder = start(ForwardSettings.to("otlp=" + receiver.url()));
        waitUntil(() -> forwarder.givenUp() == 1 && waiting().isEmpty());
        assertThat(said).singleElement().asString().contains("rejected 1 profiles", "no room for it");
        assertThat(receiver.requests()).hasSize(1);
    }

    @Test
    void anOutageIsWaitedForAndAnInvalidRequestIsNot() throws Exception {
        receiver.answer(503, "down".getBytes(UTF_8));
        add("pi", trace("go", 1));
        Forwarder forwarder = start(ForwardSettings.to("otlp=" + receiver.url()));
        waitUntil(() -> forwarder.forwarded() == 1);
        assertThat(receiver.requests()).hasSize(2);
        ByteString id = id(receiver.requests().get(0));
        assertThat(id.size()).isEqualTo(16);
        assertThat(id(receiver.requests().get(1))).isEqualTo(id);
        String invalid = "rpc error: code = InvalidArgument desc = failed to convert otel profile";
        receiver.answer(500, invalid.getBytes(UTF_8));
        add("pi", trace("go", 1));
        forwarder.wake();
        waitUntil(() -> forwarder.givenUp() == 1);
        assertThat(waiting()).isEmpty();
        assertThat(said).anyMatch(line -> line.contains("code = InvalidArgument"));
    }

    private static ByteString id(ExportProfilesServiceRequest request) {
        return request.getResourceProfiles(0).getScopeProfiles(0).getProfiles(0).getProfileId();
    }

    private static Map<String, String> attributes(ResourceProfiles resource) {
        Map<String, String> attributes = new HashMap<>();
        resource.getResource()
                .getAttributesList()
                .forEach(each -> attributes.put(each.getKey(), each.getValue().getStringValue()));
        return attributes;
    }
}
