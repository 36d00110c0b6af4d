package faastrace.hook;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The places in servers where a request is handed over, and where its response has ended. */
final class Places {
    private static final Map<String, Place> BY_ID = new HashMap<>();
    private static final Map<String, List<Place>> BY_TYPE = new HashMap<>();

    static {
        tomcat();
        jetty();
        undertow();
        helidon();
        netty();
        grpc();
    }

    private Places() {}

    /** The place with an id. */
    static Place get(String id) {
        return BY_ID.get(id);
    }

    /** The places in a class, which is named as in class files; null if there are none. */
    static List<Place> in(String type) {
        return BY_TYPE.get(type);
    }

    private static void tomcat() {
        Server server = new Server(false, new Accessor("getHeader"), new Accessor("setHeader"));
        String adapter = "org/apache/catalina/connector/CoyoteAdapter";
        String arguments = "(Lorg/apache/coyote/Request;Lorg/apache/coyote/Response;";
        add(adapter, "service", arguments + ")V", call -> server.serve(call[1], call[1], call[2]));
        add(adapter, "asyncDispatch", arguments, call -> server.resume(call[1]));
        // Called when a response has ended, within one of the calls above.
        end(server, "org/apache/catalina/connector/Request", "recycle", call -> server.endCurrent());
        // Called before a request is used again. Usually it has ended by then.
        add("org/apache/coyote/Request", "recycle", "()V", call -> server.end(call[0]));
    }

    private static void jetty() {
        Server server = new Server(false, new Accessor("getRequest", "getHeader"), new Accessor("getResponse", "setHeader"));
        String channel = "org/eclipse/jetty/server/HttpChannel";
        add(channel, "handle", "()Z", call -> server.resume(call[0]));
        // Jetty calls this again for the page of an error.
        add("org/eclipse/jetty/server/Server", "handle", "(L" + channel + ";)V", call -> server.serve(call[1], call[1], call[1]));
        end(server, channel, "onCompleted", call -> server.end(call[0]));
        jetty12();
    }

    private static void jetty12() {
        Server server = new Server(false, new Accessor("getHeaders", "get"), new Accessor("getHeaders", "put"));
        String invoker = "org/eclipse/jetty/server/internal/HttpChannelState$HandlerInvoker";
        String arguments =
                "(Lorg/eclipse/jetty/server/Request;Lorg/eclipse/jetty/server/Response;Lorg/eclipse/jetty/util/Callback;)Z";
        add(invoker, "run", "()V", call -> server.resume(call[0]));
        add("org/eclipse/jetty/server/Server", "handle", arguments, call -> server.serveCurrent(call[1], call[2]));
        end(server, invoker, "completeStream", call -> server.end(call[0]));
    }

    private static void undertow() {
        Server server =
                new Server(true, new Accessor("getRequestHeaders", "getFirst"), new Accessor("getResponseHeaders", "put"));
        String exchange = "io/undertow/server/HttpServerExchange";
        String arguments = "(Lio/undertow/server/HttpHandler;L" + exchange + ";)V";
        add("io/undertow/server/Connectors", "executeRootHandler", arguments, call -> server.serve(call[1], call[1], call[1]));
        end(server, exchange, "invokeExchangeCompleteListeners", call -> server.end(call[0]));
    }

    private static void helidon() {
        Server server = new Server(false, new Accessor("headers", "value"), new Accessor("header"));
        String web = "io/helidon/webserver/";
        String arguments = "(L" + web + "ConnectionContext;L" + web + "http/RoutingRequest;L" + web + "http/RoutingResponse;)V";
        add(web + "http/HttpRoutingImpl", "route", arguments, call -> server.serve(call[2], call[2], call[3]));
    }

    private static void netty() {
        Netty netty = new Netty();
        String http = "io/netty/handler/codec/http/";
        String context = "(Lio/netty/channel/ChannelHandlerContext;";
        add(http + "HttpObjectDecoder", "decode", context + "Lio/netty/buffer/ByteBuf;Ljava/util/List;)V", netty::decode);
        add(http + "HttpObjectEncoder", "encode", context + "Ljava/lang/Object;Ljava/util/List;)V", netty::encode);
        add("io/netty/channel/DefaultChannelPipeline", "fireChannelInactive", "()", netty::close);
    }

    private static void grpc() {
        Grpc grpc = new Grpc();
        String internal = "io/grpc/internal/";
        String stream = internal + "AbstractServerStream";
        String arguments = "(L" + internal + "ServerStream;Ljava/lang/String;Lio/grpc/Metadata;)V";
        add(internal + "ServerImpl", "start", "()", call -> null); // loading this class tells that the process is a server
        add(internal + "ServerImpl$ServerTransportListenerImpl", "streamCreated", arguments, grpc::create);
        add(stream, "setListener", "(L" + internal + "ServerStreamListener;)V", grpc::listen);
        add(stream, "writeHeaders", "(Lio/grpc/Metadata;", call -> grpc.answer(call[0], call[1]));
        add(stream, "close", "(Lio/grpc/Status;Lio/grpc/Metadata;)V", call -> grpc.answer(call[0], call[2]));
        add(internal + "ServerImpl$JumpToApplicationThreadServerStreamListener", "closed", "(", grpc::close);
    }

    private static void add(String type, String method, String arguments, Function<Object[], Runnable> entered) {
        add(new Place(type, method, arguments, entered, () -> {}));
    }

    /** Adds a place where a response has ended, which can be after the call that served the request. */
    private static void end(Server server, String type, String method, Function<Object[], Runnable> entered) {
        add(new Place(type, method, "(", entered, server::canEndLater));
    }

    private static void add(Place place) {
        BY_ID.put(place.id(), place);
        BY_TYPE.computeIfAbsent(place.type, type -> new ArrayList<>()).add(place);
    }
}
