package faastrace.hook;

import java.util.function.UnaryOperator;

/** A request that a server is handling, traced or not. Other threads may go on with it, and end it. */
final class Call {
    private final Tracer tracer;
    private final Invocation invocation;
    private final boolean handsOver;
    private Frame frame;
    private boolean handedOver;
    private boolean shared;
    private boolean over;

    /** Begins a request on a thread that serves other requests at the same time. */
    Call(Tracer tracer, UnaryOperator<String> header) {
        this.tracer = tracer;
        this.handsOver = false;
        this.shared = true;
        this.invocation = tracer.beginShared(header);
    }

    /** Begins a request in a frame. If the server hands over requests, another thread may serve this one. */
    Call(Tracer tracer, UnaryOperator<String> header, Frame frame, boolean handsOver) {
        this.tracer = tracer;
        this.handsOver = handsOver;
        this.frame = frame;
        this.invocation = handsOver ? tracer.beginShared(header) : tracer.begin(header);
        measure();
    }

    /** The id for the response, or null. */
    String demanded() {
        return invocation != null && invocation.demanded ? invocation.id : null;
    }

    synchronized boolean isRunning() {
        return !over;
    }

    /** The server goes on in another frame. If that is the first one after the request was handed over, it counts. */
    synchronized void resume(Frame next) {
        if (handsOver && !handedOver) {
            handedOver = true;
            frame = next;
            measure();
        } else {
            shared = true;
        }
    }

    /** If the request goes on after its frame, the frame's thread may serve other requests in the meantime. */
    synchronized void leave(Frame left) {
        if (frame == left) {
            frame = null;
            shared |= !handsOver || handedOver;
        }
    }

    /** Ends the request. Does nothing if it has ended. */
    synchronized void end() {
        if (!over) {
            over = true;
            boolean isAlone = !shared && frame != null && frame.thread == Thread.currentThread();
            if (invocation != null && !isAlone) {
                invocation.share();
            }
            tracer.end(invocation);
        }
    }

    private void measure() {
        if (handsOver && invocation != null) {
            tracer.own(invocation);
        }
    }
}
