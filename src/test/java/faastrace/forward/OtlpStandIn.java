package faastrace.forward;

import com.google.protobuf.InvalidProtocolBufferException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceRequest;
import io.opentelemetry.proto.profiles.v1development.Profile;
import io.opentelemetry.proto.profiles.v1development.ProfilesDictionary;
import io.opentelemetry.proto.profiles.v1development.Sample;
import io.opentelemetry.proto.profiles.v1development.Stack;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.zip.GZIPInputStream;

/** Receives profiles in OpenTelemetry's format, and decodes them with the classes that OpenTelemetry publishes. */
final class OtlpStandIn implements AutoCloseable {
    private final List<ExportProfilesServiceRequest> requests = new CopyOnWriteArrayList<>();
    private final BlockingQueue<Response> responses = new LinkedBlockingQueue<>();
    private final HttpServer server;

    record Response(int status, byte[] body) {}

    OtlpStandIn() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Sets the next response. The default response is an empty one with status 200. */
    void answer(int status, byte[] body) {
        responses.add(new Response(status, body));
    }

    /** All requests, even those that were refused. */
    List<ExportProfilesServiceRequest> requests() {
        return List.copyOf(requests);
    }

    private void answer(HttpExchange exchange) throws IOException {
        boolean right = exchange.getRequestURI().getPath().equals("/v1development/profiles")
                && exchange.getRequestHeaders().getFirst("Content-Type").equals("application/x-protobuf")
                && exchange.getRequestHeaders().getFirst("Content-Encoding").equals("gzip");
        byte[] body = new GZIPInputStream(exchange.getRequestBody()).readAllBytes();
        Response response = responses.poll();
        try {
            requests.add(ExportProfilesServiceRequest.parseFrom(body));
        } catch (InvalidProtocolBufferException e) {
            right = false;
        }
        byte[] text = response == null ? new byte[0] : response.body();
        exchange.sendResponseHeaders(
                !right ? 400 : response == null ? 200 : response.status(), text.length == 0 ? -1 : text.length);
        exchange.getResponseBody().write(text);
        exchange.close();
    }

    /** The stacks of a profile, like a line of folded stacks, with the number of samples. */
    static Map<String, Long> stacks(Profile profile, ProfilesDictionary dictionary) {
        Map<String, Long> stacks = new TreeMap<>();
        for (Sample sample : profile.getSamplesList()) {
            List<String> names = new ArrayList<>();
            Stack stack = dictionary.getStackTable(sample.getStackIndex());
            for (int location : stack.getLocationIndicesList()) {
                int function = dictionary.getLocationTable(location).getLines(0).getFunctionIndex();
                names.add(dictionary.getStringTable(
                        dictionary.getFunctionTable(function).getNameStrindex()));
            }
            Collections.reverse(names);
            stacks.merge(String.join(";", names), count(sample), Long::sum);
        }
        return stacks;
    }

    static long count(Sample sample) {
        return sample.getValuesCount() == 0 ? sample.getTimestampsUnixNanoCount() : sample.getValues(0);
    }

    /** The ids of the trace and the span of a sample, separated by a slash; empty if it has no link. */
    static String link(Sample sample, ProfilesDictionary dictionary) {
        var link = dictionary.getLinkTable(sample.getLinkIndex());
        return sample.getLinkIndex() == 0
                ? ""
                : HexFormat.of().formatHex(link.getTraceId().toByteArray()) + "/"
                        + HexFormat.of().formatHex(link.getSpanId().toByteArray());
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
