package faastrace.hook;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Requests of gRPC servers, whatever transport they have. A request begins when its metadata has been read, and ends when
 * its status has been sent, or when it is cancelled. Calls within the process are not requests.
 */
final class Grpc {
    private static final String SERVED = "io.grpc.internal.ServerImpl$JumpToApplicationThreadServerStreamListener";
    private static final String TRACE_ID = "x-faas-trace-id";

    /** The metadata of the stream that this thread is creating. */
    private final ThreadLocal<Object> created = new ThreadLocal<>();

    private final Map<Object, Rpc> running = new ConcurrentHashMap<>();
    /** Requests whose responses must contain an id, by stream. */
    private final Map<Object, Rpc> asked = new ConcurrentHashMap<>();

    private final ClassValue<GrpcMetadata> metadata = new ClassValue<GrpcMetadata>() {
        @Override
        protected GrpcMetadata computeValue(Class<?> type) {
            try {
                return new GrpcMetadata(type);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e); // an unknown version; its requests are not traced
            }
        }
    };

    /** A request, and the stream that its messages come from and go to. */
    private static final class Rpc {
        private final Call call;
        private final Object stream;

        private Rpc(Call call, Object stream) {
            this.call = call;
            this.stream = stream;
        }
    }

    /** A stream begins. Its listener is not known yet. */
    Runnable create(Object[] call) {
        created.set(call[3]);
        return created::remove;
    }

    /** A stream gets its listener. Streams within the process have another class, and never come here. */
    Runnable listen(Object[] call) {
        Object fields = created.get();
        if (fields != null && call[1].getClass().getName().equals(SERVED)) {
            created.remove();
            GrpcMetadata reader = metadata.get(fields.getClass());
            Rpc rpc = new Rpc(new Call(Tracer.get(), name -> reader.get(fields, name)), call[0]);
            running.put(call[1], rpc);
            if (rpc.call.demanded() != null) {
                asked.put(rpc.stream, rpc);
            }
        }
        return null;
    }

    /** A stream sends metadata before or after its messages. Only the first metadata get the id. */
    Runnable answer(Object stream, Object fields) {
        Rpc rpc = asked.isEmpty() ? null : asked.remove(stream);
        if (rpc != null) {
            metadata.get(fields.getClass()).set(fields, TRACE_ID, rpc.call.demanded());
        }
        return null;
    }

    /** The listener is told that its stream has ended. */
    Runnable close(Object[] call) {
        Rpc rpc = running.remove(call[0]);
        if (rpc != null) {
            asked.remove(rpc.stream);
            rpc.call.end();
        }
        return null;
    }
}
