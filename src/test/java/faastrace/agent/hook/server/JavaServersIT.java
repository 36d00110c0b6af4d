package faastrace.agent.hook.server;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.Means;
import faastrace.agent.Processes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real servers with the hook of the JVM, without perf. They answer as without the hook, and each request is noted. */
@Timeout(180)
class JavaServersIT {
    private static final List<String> SERVERS = List.of("tomcat", "jetty", "undertow", "netty");

    /** A class of each server with a place, and the methods there, in the versions that are only looked at. */
    private static final Map<String, Map<String, List<String>>> PLACES = new TreeMap<>(Map.of(
            "tomcat",
                    Map.of(
                            "org/apache/catalina/connector/CoyoteAdapter", List.of("service", "asyncDispatch"),
                            "org/apache/catalina/connector/Request", List.of("recycle"),
                            "org/apache/coyote/Request", List.of("recycle")),
            "jetty",
                    Map.of(
                            "org/eclipse/jetty/server/HttpChannel", List.of("handle", "onCompleted"),
                            "org/eclipse/jetty/server/Server", List.of("handle")),
            "undertow",
                    Map.of(
                            "io/undertow/server/Connectors", List.of("executeRootHandler"),
                            "io/undertow/server/HttpServerExchange", List.of("invokeExchangeCompleteListeners")),
            "netty",
                    Map.of(
                            "io/netty/handler/codec/http/HttpObjectDecoder", List.of("decode"),
                            "io/netty/handler/codec/http/HttpObjectEncoder", List.of("encode"),
                            "io/netty/channel/DefaultChannelPipeline", List.of("fireChannelInactive")),
            "grpc",
                    Map.of(
                            "io/grpc/internal/ServerImpl", List.of("start"),
                            "io/grpc/internal/ServerImpl$ServerTransportListenerImpl", List.of("streamCreated"),
                            "io/grpc/internal/ServerImpl$JumpToApplicationThreadServerStreamListener",
                                    List.of("closed"),
                            "io/grpc/internal/AbstractServerStream", List.of("setListener", "writeHeaders", "close")),
            "helidon", Map.of("io/helidon/webserver/http/HttpRoutingImpl", List.of("route"))));

    @TempDir
    Path directory;

    static Path jars() {
        String folder = System.getenv("FAAS_TRACE_TEST_JAVA_SERVERS");
        return folder == null
                ? Means.missing("Java servers", "run .ci/java-servers DIR and set FAAS_TRACE_TEST_JAVA_SERVERS=DIR")
                : Path.of(folder);
    }

    @Test
    void eachVersionOfAServerHasThePlacesThatTheHookNeeds() throws Exception {
        Path jars = jars();
        BuiltJavaHook hook = new BuiltJavaHook(directory);
        List<String> versions = new ArrayList<>();
        try (Stream<Path> folders = Files.list(jars)) {
            for (Path folder : folders.filter(Files::isDirectory).sorted().toList()) {
                String version = folder.getFileName().toString();
                if (!version.equals("run")) {
                    versions.add(version);
                    checkPlaces(hook, folder, PLACES.get(version.replaceFirst("-.*", "")));
                }
            }
        }
        assertThat(versions).hasSize(12);
    }

    private static void checkPlaces(BuiltJavaHook hook, Path folder, Map<String, List<String>> places)
            throws Exception {
        try (Jars jars = new Jars(folder)) {
            for (Map.Entry<String, List<String>> place : places.entrySet()) {
                byte[] wrapped = hook.wrap(jars.read(place.getKey()), hook.places(place.getKey()));
                assertThat(wrapped).as(folder + ": " + place.getKey()).isNotNull();
                for (String method : place.getValue()) {
                    assertThat(new String(wrapped, "ISO-8859-1")).contains(method + "$faastrace");
                }
            }
        }
    }

    @Test
    void eachRequestIsNotedOnceAndAnsweredAsWithoutTheHook() throws Exception {
        Path jars = jars().resolve("run");
        try (JavaServers plain = new JavaServers(directory.resolve("plain"), jars, false);
                JavaServers hooked = new JavaServers(directory.resolve("hooked"), jars, true)) {
            for (String server : SERVERS) {
                List<String> ids = new ArrayList<>();
                assertThat(hooked.requests(server, ids))
                        .as(server)
                        .isEqualTo(plain.requests(server, new ArrayList<>()));
                Processes.soon(() -> hooked.ended().size() >= ids.size());
                assertThat(hooked.begun()).as(server).containsExactlyInAnyOrderElementsOf(ids);
                assertThat(hooked.ended()).as(server).containsExactlyInAnyOrderElementsOf(ids);
                assertThat(hooked.endedWithParent())
                        .as(server)
                        .containsAll(ids.stream()
                                .filter(id -> !id.startsWith("line-"))
                                .toList());
                checkThreads(server, hooked);
                checkDemand(server, hooked);
                hooked.forget();
            }
            assertThat(hooked.folder().events())
                    .filteredOn(line -> line.startsWith("hello"))
                    .hasSize(1);
        }
    }

    /** The thread is known if it serves only one request at a time, and the request stays on it. */
    private static void checkThreads(String server, JavaServers hooked) {
        String thread = server.equals("netty") ? "-" : "\\d+";
        assertThat(hooked.end("ok").split(" ")[5]).matches(thread);
        assertThat(hooked.end("failed").split(" ")[5]).matches(thread);
        assertThat(hooked.end("later").split(" ")[5]).isEqualTo("-");
        String[] later = hooked.end("later").split(" ");
        assertThat(Double.parseDouble(later[3]) - Double.parseDouble(later[2])).isGreaterThan(0.025);
    }

    private static void checkDemand(String server, JavaServers hooked) throws Exception {
        String answer = hooked.answer(server, "GET", "/ok", "asked", "X-Faas-Trace: 1\r\n");
        assertThat(answer).as(server).containsIgnoringCase("\r\nX-Faas-Trace-Id: asked\r\n");
    }
}
