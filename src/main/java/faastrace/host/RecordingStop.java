package faastrace.host;

/** Ends a recording early. The samples taken until then are kept, because perf writes them when it is told to stop. */
public final class RecordingStop {
    private boolean asked;
    private Process recorder;

    /** Ends the current recording, or the next one as soon as it starts. */
    public synchronized void ask() {
        asked = true;
        if (recorder != null) {
            recorder.destroy();
        }
    }

    /** Whether the recording was told to stop. */
    public synchronized boolean isAsked() {
        return asked;
    }

    /** Sets the process to stop. */
    synchronized void watch(Process process) {
        recorder = process;
        if (asked) {
            process.destroy();
        }
    }
}
