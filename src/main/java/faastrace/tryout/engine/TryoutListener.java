package faastrace.tryout.engine;

import faastrace.repository.git.Progress;
import java.util.List;

/** Gets messages for the user on what a tryout is doing. */
public interface TryoutListener extends Progress {
    /** A step starts. */
    void step(String sentence);

    /** Something worth knowing, as a sentence. */
    void note(String sentence);

    /** The last line of output of a long command. Showing it is optional. */
    void progress(String line);

    /** The function has responded to a request. */
    void answer(int status, long millis, String body);

    /** The last lines of output of a command that failed. */
    void failure(String command, List<String> lastLines);
}
