package faastrace.cli;

/** The {@code faas-trace} command. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(0);
    }
}
