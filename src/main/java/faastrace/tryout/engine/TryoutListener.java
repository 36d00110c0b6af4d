package faastrace.tryout.engine;

import faastrace.repository.git.Progress;
import java.util.List;

/** Receives messages for the user about what a tryout is doing. */
public interface TryoutListener extends Progress {
    /** A step starts. */
    void step(String sentence);

    /** The tryout has something to tell the user, as a sentence. */
    void note(String sentence);

    /** A long command is running. {@code line} is its latest line of output, which need not be shown. */
    void progress(String line);

    /** The function has responded to a request. */
    void answer(int status, long millis, String body);

    /** A command has failed. {@code lastLines} are the last lines of its output. */
    void failure(String command, List<String> lastLines);
}
