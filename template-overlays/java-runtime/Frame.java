package faastrace.hook;

/** A call of a server's method on one thread, while the server works on a request. */
final class Frame implements Runnable {
    final Server server;
    final Object key;
    final Frame outer;
    final Thread thread = Thread.currentThread();
    /** The request; null if it has not begun. */
    Call call;

    Frame(Server server, Object key, Frame outer) {
        this.server = server;
        this.key = key;
        this.outer = outer;
    }

    /** Whether a request is running in this call, or in one that this call is part of. */
    static boolean serves(Frame innermost) {
        for (Frame frame = innermost; frame != null; frame = frame.outer) {
            if (frame.call != null && frame.call.isRunning()) {
                return true;
            }
        }
        return false;
    }

    /** The call is over. */
    @Override
    public void run() {
        server.leave(this);
    }
}
