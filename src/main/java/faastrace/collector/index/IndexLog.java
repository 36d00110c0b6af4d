package faastrace.collector.index;

import faastrace.problem.Problem;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Reports the state of the index in the collector's log. Reports each failure once, not at each attempt. */
final class IndexLog {
    private final Path directory;
    private final Consumer<String> say;
    private boolean unavailable;

    IndexLog(Path directory, Consumer<String> say) {
        this.directory = directory;
        this.say = say;
    }

    void unavailable(Throwable failure) {
        if (!unavailable) {
            unavailable = true;
            String reason = failure instanceof FileSystemException there
                    ? Problem.of(String.valueOf(there.getFile()), there).getMessage()
                    : directory.resolve(".index*.db") + ": " + failure.getMessage();
            say.accept("The index of invocations can't be used: " + reason
                    + ". Until it can be used, pages of functions can't be shown, and searches for an invocation are"
                    + " slow. The collector tries again every 20 seconds.");
        }
    }

    void available() {
        if (unavailable) {
            unavailable = false;
            say.accept("The index of invocations can be used again.");
        }
    }

    void damaged(Exception failure) {
        say.accept("The index of invocations was damaged (" + failure.getMessage() + "). It is being made again.");
    }
}
