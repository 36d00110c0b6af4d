package faastrace.cli.terminal;

import faastrace.repository.git.Progress;
import java.io.PrintWriter;

/** A progress line that is rewritten in place. It is shown on terminals only. */
public final class TerminalProgress implements Progress {
    private static final long PAUSE_NANOS = 100_000_000;
    private static final String CLEAR = "\r\033[K";

    private final PrintWriter terminal;
    private final boolean shown;
    private long last = System.nanoTime();
    private boolean drawn;

    /** Creates a progress line. If {@code shown} is false, the line is never printed. */
    public TerminalProgress(PrintWriter terminal, boolean shown) {
        this.terminal = terminal;
        this.shown = shown;
    }

    /** Creates a progress line that is shown if the terminal can rewrite lines. */
    public static TerminalProgress on(PrintWriter terminal) {
        return new TerminalProgress(terminal, isWanted());
    }

    /** Whether there is a terminal that can rewrite lines. */
    public static boolean isWanted() {
        boolean dumb = "dumb".equals(System.getenv("TERM"));
        return Terminals.isInteractive() && System.getenv("CI") == null && !dumb;
    }

    @Override
    public void step(String what, long done, long total) {
        long now = System.nanoTime();
        if (shown && now - last >= PAUSE_NANOS) {
            terminal.print(CLEAR + what + " " + done + (total > 0 ? "/" + total : ""));
            terminal.flush();
            last = now;
            drawn = true;
        }
    }

    @Override
    public void waiting(String sentence) {
        clear();
        terminal.println(sentence);
        terminal.flush();
    }

    /** Clears the line. Call this before something else is printed. */
    public void clear() {
        if (drawn) {
            terminal.print(CLEAR);
            terminal.flush();
            drawn = false;
        }
    }
}
