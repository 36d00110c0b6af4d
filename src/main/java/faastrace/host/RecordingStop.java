package faastrace.host;

import org.jspecify.annotations.Nullable;

/** Ends a recording early. Samples taken until then are kept, because perf writes them when it is told to stop. */
public final class RecordingStop {
    private boolean asked;
    private @Nullable Process recorder;

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
