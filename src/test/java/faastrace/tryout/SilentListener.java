package faastrace.tryout;

import faastrace.tryout.engine.TryoutListener;
import java.util.ArrayList;
import java.util.List;

/** A listener that collects notes and prints nothing. */
public final class SilentListener implements TryoutListener {
    final List<String> notes = new ArrayList<>();

    @Override
    public void step(String sentence) {}

    @Override
    public void step(String what, long done, long total) {}

    @Override
    public void note(String sentence) {
        notes.add(sentence);
    }

    @Override
    public void progress(String line) {}

    @Override
    public void answer(int status, long millis, String body) {}

    @Override
    public void failure(String command, List<String> lastLines) {}
}
