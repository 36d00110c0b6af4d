package faastrace.cli.terminal;

import picocli.CommandLine.Option;

/** Of commands that change files: what has them change none. */
public final class WriteOptions {
    @Option(names = "--dry-run", description = "Print the unified diff and write nothing.")
    private boolean dryRun;

    @Option(names = "--check", description = "Write nothing; exit 1 if anything would change.")
    private boolean check;

    /** Whether the changes are only to be printed. */
    public boolean dryRun() {
        return dryRun;
    }

    /** Whether it is only asked if anything would change. */
    public boolean check() {
        return check;
    }
}
