package faastrace.host;

/** Ends a recording before its time. What was recorded until then is kept: perf writes it when it is told to end. */
public final class RecordingStop {
    private boolean asked;
    private Process recorder;

    /** Ends the recording, or the one that is about to begin. */
    public synchronized void ask() {
        asked = true;
        if (recorder != null) {
            recorder.destroy();
        }
    }

    /** Whether the recording was told to end. */
    public synchronized boolean isAsked() {
        return asked;
    }

    /** The process that is to be told. */
    synchronized void watch(Process process) {
        recorder = process;
        if (asked) {
            process.destroy();
        }
    }
}
