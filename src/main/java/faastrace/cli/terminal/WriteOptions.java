package faastrace.cli.terminal;

import picocli.CommandLine.Option;

/** Options that keep commands from changing files. */
public final class WriteOptions {
    @Option(names = "--dry-run", description = "Print the unified diff and write nothing.")
    private boolean dryRun;

    @Option(names = "--check", description = "Write nothing; exit 1 if anything would change.")
    private boolean check;

    /** Whether to only print the changes. */
    public boolean dryRun() {
        return dryRun;
    }

    /** Whether to only check if anything would change. */
    public boolean check() {
        return check;
    }
}
