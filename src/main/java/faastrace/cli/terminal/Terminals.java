package faastrace.cli.terminal;

import java.io.Console;

/** Tells whether a person is using standard input and output. */
public final class Terminals {
    private Terminals() {}

    /**
     * Whether both standard input and standard output are a terminal. Up to Java 21, there is a console only if both
     * are a terminal. Later versions always have a console, and the console reports whether it is a terminal.
     */
    @SuppressWarnings("SystemConsoleNull") // newer versions are handled too
    public static boolean isInteractive() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException beforeJava22) {
            return true;
        } catch (ReflectiveOperationException unexpected) {
            return false;
        }
    }
}
