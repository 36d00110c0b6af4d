package faastrace.cli.host;

import faastrace.host.enable.KernelAccess;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that lower the kernel's level, so that functions can record more than their own code. */
final class KernelOptions {
    @Option(names = "--kernel-frames", description = "Also allow kernel frames; read docs/enable.md first.")
    private boolean frames;

    @Mixin
    private Waits waits = new Waits();

    /** The option of subcommands that don't offer kernel frames. */
    static final class Waits {
        @Option(
                names = "--waits",
                description = "Also allow recording where invocations wait; read docs/enable.md first.")
        private boolean waits;
    }

    static KernelOptions of(Waits waits) {
        KernelOptions options = new KernelOptions();
        options.waits = waits;
        return options;
    }

    /** What functions may record. */
    KernelAccess access() {
        if (frames) {
            return KernelAccess.kernelFrames;
        }
        return waits.waits ? KernelAccess.waits : KernelAccess.userCode;
    }
}
