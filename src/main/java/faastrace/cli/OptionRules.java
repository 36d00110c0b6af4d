package faastrace.cli;

import faastrace.problem.Problem;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * For each command, the options that require or exclude each other. Every command line is checked against these rules
 * before its command runs, so that no option is ignored silently.
 *
 * <p>A rule names an option, such as {@code --format}, or one value of an option, such as {@code --format=json}.
 */
final class OptionRules {
    private static final String DIFF = "a diff has only one format; use --check for other formats";
    private static final String NO_FORM = "this command does not support that format";
    private static final String NO_TITLE = "only pages and SVG images have a title";
    private static final String NO_PICTURE = "an HTML page lets you choose that in the browser";

    static final List<Rule> ALL = List.of(
            needs("patch", "--suffix", "--output"),
            excludes("patch", "--functions", "--output", "--output copies only templates"),
            excludes("patch", "--dry-run", "--format=json", DIFF),
            excludes("patch", "--dry-run", "--format=github", DIFF),
            excludes("revert", "--dry-run", "--format=json", "a diff has only one format"),
            excludes("revert", "--format=github", "", NO_FORM),
            excludes("status", "--format=github", "", NO_FORM),
            excludes("overlay list", "--format=github", "", NO_FORM),
            excludes("template store list", "--format=github", "", NO_FORM),
            excludes("template store list", "--json", "--format=text", "--json already sets the format"),
            excludes("template store describe", "--format=github", "", NO_FORM),
            excludes("template store describe", "--json", "--format=text", "--json already sets the format"),
            excludes("template pull stack", "--url", "--with-faas-cli", "faas-cli uses its own store"),
            excludes("doctor", "--format=github", "", NO_FORM),
            needs("doctor", "--image", "--pod"),
            needs("doctor", "--seccomp", "--pod"),
            needs("doctor", "--token-secret", "--pod"),
            excludes("doctor", "--function", "--container", "--function is for clusters, --container for this machine"),
            excludes("doctor", "--pod", "--container", "--pod only prints a manifest and checks nothing"),
            excludes("doctor", "--pod", "--format=json", "the pod's manifest is always YAML"),
            excludes("enable kubernetes", "--operator", "--kubelet-dir", "the operator has its own setting for this"),
            excludes("record", "--url", "--output", "a trace is either sent or written to a file"),
            needs("record", "--token-file", "--url"),
            excludes("record", "--event", "--waits", "waits are recorded together with CPU time"),
            needs("record", "--engine", "--container"),
            needs("collect", "--tls-store", "--tls-password-file"),
            needs("collect", "--tls-cert", "--tls-key"),
            needs("collect", "--tls-key", "--tls-cert"),
            excludes("collect", "--tls-cert", "--tls-store", "there can be only one certificate"),
            needs("collect", "--forward-age", "--forward"),
            needs("collect", "--forward-tenant", "--forward"),
            needs("collect", "--forward-container", "--forward"),
            needs("collect", "--forward-auth-file", "--forward"),
            excludes("heatmap", "--title", "--format=svg", NO_TITLE),
            excludes("heatmap", "--title", "--format=text", NO_TITLE),
            excludes("heatmap", "--title", "--format=json", NO_TITLE),
            excludes("flamegraph", "--title", "--format=svg", NO_TITLE),
            excludes("flamegraph", "--title", "--format=text", NO_TITLE),
            excludes("flamegraph", "--title", "--format=json", NO_TITLE),
            excludes("compare", "--title", "--format=text", NO_TITLE),
            excludes("compare", "--title", "--format=json", NO_TITLE),
            excludes("compare", "--title", "--format=svg", NO_TITLE),
            excludes("compare", "--title", "--format=markdown", NO_TITLE),
            excludes("compare", "--title", "--format=github", NO_TITLE),
            excludes("compare", "--shares", "--fail-above", "a share can grow only if another one shrinks"),
            needs("compare", "--measure", "--fail-above"),
            needs("compare", "--format=github", "--fail-above"),
            excludes("convert", "--weight", "--format=pprof", "a pprof file always contains both weights"),
            excludes("convert", "--weight", "--format=perf", "perf script text contains each sample with its period"),
            excludes("heatmap", "--rows", "--format=html", NO_PICTURE),
            excludes("flamegraph", "--runtime-frames", "--format=html", NO_PICTURE),
            excludes("flamegraph", "--runtime-frames", "--format=json", "the data of a page always has all frames"),
            excludes("flamegraph", "--icicle", "--format=html", NO_PICTURE),
            excludes("flamegraph", "--icicle", "--format=text", "only pictures have a direction"),
            excludes("flamegraph", "--icicle", "--format=json", "only pictures have a direction"),
            excludes("fold", "--invocation", "--by-invocation", "--by-invocation always prints all invocations"),
            excludes("demo", "--stop", "--no-run", "--no-run starts nothing that could be stopped"));

    private OptionRules() {}

    /**
     * @param command the command's name, after the names of its parent commands
     * @param option the option that the rule is about
     * @param other the option that {@code option} requires or excludes; empty if {@code option} is never allowed
     * @param needed true if {@code option} requires {@code other}, false if {@code option} excludes {@code other}
     * @param why the reason, for use in messages; empty if the reason is obvious
     */
    record Rule(String command, String option, String other, boolean needed, String why) {
        private Optional<Problem> brokenBy(ParseResult given) {
            if (!isGiven(option, given) || isGiven(other, given) == needed) {
                return Optional.empty();
            }
            if (other.isEmpty()) {
                return Optional.of(new Problem(words(option), why, "use another value, or leave the option out"));
            }
            return Optional.of(
                    needed
                            ? new Problem(
                                    words(option), "needs " + other, "add " + other + ", or leave out " + words(option))
                            : new Problem(
                                    words(option),
                                    "can't be combined with " + words(other) + ": " + why,
                                    "leave one of them out"));
        }
    }

    private static Rule needs(String command, String option, String other) {
        return new Rule(command, option, other, true, "");
    }

    private static Rule excludes(String command, String option, String other, String why) {
        return new Rule(command, option, other, false, why);
    }

    /** The problem with the first rule that this command line breaks. */
    static Optional<Problem> broken(ParseResult parsed) {
        ParseResult last = parsed;
        StringBuilder name = new StringBuilder();
        while (last.hasSubcommand()) {
            last = last.subcommand();
            name.append(name.isEmpty() ? "" : " ").append(last.commandSpec().name());
        }
        ParseResult given = last;
        return ALL.stream()
                .filter(rule -> rule.command().contentEquals(name))
                .flatMap(rule -> rule.brokenBy(given).stream())
                .findFirst();
    }

    /** An empty option name counts as given. So if a rule excludes the empty name, its option is never allowed. */
    private static boolean isGiven(String option, ParseResult parsed) {
        if (option.isEmpty()) {
            return true;
        }
        String[] parts = option.split("=", 2);
        OptionSpec matched = parsed.matchedOption(parts[0]);
        if (parts.length == 1) {
            return matched != null;
        }
        OptionSpec known = parsed.commandSpec().findOption(parts[0]);
        Object value = matched != null ? matched.getValue() : known == null ? null : known.getValue();
        return value != null && value.toString().equals(parts[1]);
    }

    private static String words(String option) {
        return option.replace('=', ' ');
    }
}
