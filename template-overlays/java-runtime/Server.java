package faastrace.hook;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The requests of all servers of one kind. A key is an object that stands for a request while the request is running. */
final class Server {
    private static final ThreadLocal<Frame> CURRENT = new ThreadLocal<>();

    private final Map<Object, Call> calls = new ConcurrentHashMap<>();
    private final boolean handsOver;
    private final Accessor header;
    private final Accessor setHeader;
    private volatile boolean canEndLater;

    /** The accessors get a header of a request, and set one in a response. */
    Server(boolean handsOver, Accessor header, Accessor setHeader) {
        this.handsOver = handsOver;
        this.header = header;
        this.setHeader = setHeader;
    }

    /** Whether the current thread is serving a request of any server. */
    static boolean isServing() {
        return Frame.serves(CURRENT.get());
    }

    /** Requests can end after the call that serves them, because a place that ends them was found. */
    void canEndLater() {
        canEndLater = true;
    }

    /** Begins a request, unless it is running. */
    Runnable serve(Object key, Object request, Object response) {
        Frame current = CURRENT.get();
        boolean isOpen = current != null && current.key == key;
        Frame frame = isOpen ? current : open(key, current);
        if (!Frame.serves(frame)) {
            begin(frame, request, response);
        }
        return isOpen ? null : frame;
    }

    /** Begins a request whose key is that of the server's current call. */
    Runnable serveCurrent(Object request, Object response) {
        Frame current = CURRENT.get();
        return serve(current != null && current.server == this ? current.key : request, request, response);
    }

    /** Goes on with a request, if it is running. */
    Runnable resume(Object key) {
        Frame current = CURRENT.get();
        return current != null && current.key == key ? null : open(key, current);
    }

    private Frame open(Object key, Frame outer) {
        Frame frame = new Frame(this, key, outer);
        Call call = calls.get(key);
        if (call != null) {
            frame.call = call;
            call.resume(frame);
        }
        CURRENT.set(frame);
        return frame;
    }

    private void begin(Frame frame, Object request, Object response) {
        Call call = new Call(Tracer.get(), name -> header.text(request, name), frame, handsOver);
        frame.call = call;
        calls.put(frame.key, call);
        if (call.demanded() != null) {
            setHeader.get(response, "X-Faas-Trace-Id", call.demanded());
        }
    }

    void leave(Frame frame) {
        CURRENT.set(frame.outer);
        if (frame.call != null && canEndLater) {
            frame.call.leave(frame);
        } else if (frame.call != null) {
            end(frame.key);
        }
    }

    /** Ends a request, if it is running. Returns null, as nothing remains to be done. */
    Runnable end(Object key) {
        Call call = calls.remove(key);
        if (call != null) {
            call.end();
        }
        return null;
    }

    /** Ends the request of the server's current call. */
    Runnable endCurrent() {
        Frame current = CURRENT.get();
        return current != null && current.server == this ? end(current.key) : null;
    }
}
