package faastrace.cli.tryout;

import static faastrace.cli.terminal.TerminalSafe.printable;

import faastrace.cli.terminal.TerminalProgress;
import faastrace.tryout.engine.TryoutListener;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Prints what a tryout is doing: a line for each step, and the progress of long steps. */
final class TryMessages implements TryoutListener {
    private static final int SHOWN = 60;
    private static final long REMINDER_SECONDS = 30;
    private static final String CLEAR = "\r\033[K";
    private static final int NARROW = 76;

    private final PrintWriter err;
    private final boolean isTerminal;
    private final TerminalProgress pulling;
    private boolean drawn;
    private int answers;
    private long stepStarted = System.nanoTime();
    private long reminded = System.nanoTime();

    TryMessages(PrintWriter err) {
        this.err = err;
        this.isTerminal = TerminalProgress.isWanted();
        this.pulling = new TerminalProgress(err, isTerminal);
    }

    @Override
    public synchronized void step(String sentence) {
        say(sentence + " …");
        stepStarted = System.nanoTime();
        reminded = stepStarted;
    }

    @Override
    public synchronized void note(String sentence) {
        say("  Note: " + sentence + (sentence.matches(".*[.?!]") ? "" : "."));
    }

    @Override
    public synchronized void waiting(String sentence) {
        say(sentence);
    }

    @Override
    public synchronized void step(String what, long done, long total) {
        pulling.step(what, done, total);
        drawn |= isTerminal;
    }

    /** Rewrites one line if the output is a terminal. Otherwise prints a line every 30 seconds. */
    @Override
    public synchronized void progress(String line) {
        long now = System.nanoTime();
        String shown = "  " + TimeUnit.NANOSECONDS.toSeconds(now - stepStarted) + " s  " + printable(line);
        if (isTerminal) {
            err.print(CLEAR + shortened(shown, NARROW));
            err.flush();
            drawn = true;
        } else if (now - reminded > TimeUnit.SECONDS.toNanos(REMINDER_SECONDS)) {
            say(shortened(shown, NARROW));
            reminded = now;
        }
    }

    @Override
    public synchronized void answer(int status, long millis, String body) {
        String first = body.strip().lines().findFirst().orElse("");
        say("  " + ++answers + ". " + status + " in " + millis + " ms"
                + (first.isEmpty() ? "" : ": " + shortened(printable(first), SHOWN)));
    }

    @Override
    public synchronized void failure(String command, List<String> lastLines) {
        say("$ " + printable(command));
        lastLines.forEach(line -> say("  " + printable(line)));
        if (lastLines.isEmpty()) {
            say("  (it printed nothing)");
        }
    }

    /** Clears the progress line, and then prints the given line. */
    synchronized void say(String line) {
        clear();
        err.println(line);
        err.flush();
    }

    /** Clears the progress line. */
    synchronized void clear() {
        if (drawn) {
            err.print(CLEAR);
            err.flush();
            drawn = false;
        }
    }

    private static String shortened(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most - 1) + "…";
    }
}
