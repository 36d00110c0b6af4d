package faastrace.hook;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Requests of all servers that use Netty's codec for HTTP/1. A request begins when its head has been read, and ends when
 * the last part of its response is written. Responses have the order of the requests.
 */
final class Netty {
    private static final int SWITCHING_PROTOCOLS = 101;

    private final Map<Object, Connection> connections = new ConcurrentHashMap<>();
    private final Accessor channel = new Accessor("channel");
    private final Accessor header = new Accessor("headers", "get");
    private final Accessor headers = new Accessor("headers");
    private final Accessor set = new Accessor("set");
    private final Accessor status = new Accessor("getStatus", "code");
    private final ClassValue<Boolean> isRequest = isA("HttpRequest");
    private final ClassValue<Boolean> isResponse = isA("HttpResponse");
    private final ClassValue<Boolean> isLast = isA("LastHttpContent");

    /** The requests of a channel that have not been answered. */
    private static final class Connection {
        private final Deque<Call> calls = new ArrayDeque<>();
        private boolean interim;

        private synchronized void begin(Call call) {
            calls.add(call);
        }

        private synchronized Call oldest() {
            return calls.peek();
        }

        private synchronized void end() {
            Call call = calls.poll();
            if (call != null) {
                call.end();
            }
        }

        private synchronized void close() {
            while (!calls.isEmpty()) {
                end();
            }
        }
    }

    private static ClassValue<Boolean> isA(String name) {
        return new ClassValue<Boolean>() {
            @Override
            protected Boolean computeValue(Class<?> type) {
                return is(type, "io.netty.handler.codec.http." + name);
            }
        };
    }

    private static boolean is(Class<?> type, String name) {
        boolean is = type != null && (type.getName().equals(name) || is(type.getSuperclass(), name));
        if (type != null) {
            for (Class<?> each : type.getInterfaces()) {
                is |= is(each, name);
            }
        }
        return is;
    }

    /** Bytes are read. If they complete the head of a request, the decoder adds it to a list. */
    Runnable decode(Object[] call) {
        List<?> messages = (List<?>) call[3];
        int before = messages.size();
        return () -> {
            for (int i = before; i < messages.size(); i++) {
                Object message = messages.get(i);
                if (isRequest.get(message.getClass())) {
                    begin(channel.get(call[1]), message);
                }
            }
        };
    }

    private void begin(Object key, Object request) {
        if (key != null) {
            Call call = new Call(Tracer.get(), name -> header.text(request, name));
            connections.computeIfAbsent(key, each -> new Connection()).begin(call);
        }
    }

    /** A part of a response is written. */
    Runnable encode(Object[] call) {
        Object message = call[2];
        boolean isHead = isResponse.get(message.getClass());
        boolean isEnd = isLast.get(message.getClass());
        Object key = isHead || isEnd ? channel.get(call[1]) : null;
        Connection connection = key == null ? null : connections.get(key);
        if (connection == null) {
            return null;
        }
        if (isHead) {
            head(connection, message);
        }
        return isEnd && !connection.interim ? connection::end : null;
    }

    private void head(Connection connection, Object response) {
        Object code = status.get(response);
        // The response proper follows a response such as 100.
        connection.interim = code instanceof Integer && (int) code < 200 && (int) code != SWITCHING_PROTOCOLS;
        Call call = connection.oldest();
        if (call != null && call.demanded() != null && !connection.interim) {
            set.get(headers.get(response), "X-Faas-Trace-Id", call.demanded());
        }
    }

    /** A connection has been closed. */
    Runnable close(Object[] call) {
        Object key = channel.get(call[0]);
        Connection connection = key == null ? null : connections.remove(key);
        if (connection != null) {
            connection.close();
        }
        return null;
    }
}
