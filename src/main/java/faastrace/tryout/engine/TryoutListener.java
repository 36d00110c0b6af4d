package faastrace.tryout.engine;

import faastrace.repository.git.Progress;
import java.util.List;

/** Hears what a tryout is doing, in words for the user. */
public interface TryoutListener extends Progress {
    /** A step begins. */
    void step(String sentence);

    /** Something worth knowing, as a sentence. */
    void note(String sentence);

    /** What a command that takes long said last; it may be shown or not. */
    void progress(String line);

    /** The function has answered a request. */
    void answer(int status, long millis, String body);

    /** What a command said that failed. */
    void failure(String command, List<String> lastLines);
}
