package faastrace.documented;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Lists all differences between what the pages show and what the test runs and compares. */
final class Rules {
    /**
     * A block that the test can't run. It is still checked with {@code bash -n}.
     *
     * @param first the first line of the block
     */
    record NotRun(String page, String first, String reason) {
        boolean is(Block block) {
            return page.equals(block.page()) && first.equals(block.first());
        }
    }

    /** All blocks that the test can't run. */
    static final List<NotRun> NOT_RUN = List.of(
            new NotRun(
                    "docs/install.md",
                    "src/package/image.sh        # needs a JDK; takes about 20 seconds",
                    "it would build the jar with Maven while Maven runs the tests; src/test/sh/image.sh runs it"),
            new NotRun(
                    "docs/install.md",
                    "sha256sum --check --ignore-missing SHA256SUMS",
                    "it needs the files of a release, and would install them on the machine"),
            new NotRun(
                    "docs/install.md",
                    "podman pull oci-archive:faas-trace-0.2.0-oci.tar      # prints the image's id",
                    "it needs the files of a release and a container engine"),
            new NotRun(
                    "docs/upgrade.md",
                    "faas-trace patch --check            # lists the templates that the new version would change",
                    "it needs templates that an earlier version patched; UpgradeIT has them"),
            new NotRun(
                    "docs/in-ci.md",
                    "./record.sh pi origin/main",
                    "it needs a container engine and two versions; CompareGateIT runs the script with a stand-in for try"),
            new NotRun(
                    "docs/in-ci.md",
                    "faas-trace compare --fail-above 10% --before-version v1 --token-file token \\",
                    "it needs a collector on the Internet; CollectorTracesIT compares traces on a local one"),
            new NotRun(
                    "docs/forward.md",
                    "curl -H 'Content-Type: application/json'"
                            + " http://pyroscope:4040/querier.v1.QuerierService/SelectMergeSpanProfile -d '{",
                    "it needs a Pyroscope; the page says what was tested by hand"),
            new NotRun(
                    "docs/read-a-heat-map.md",
                    "faas-trace compare --function pi --before-version v1 --after-version v2 -o diff.html stacks",
                    "it needs traces of two versions; TraceSetsTest compares them"),
            new NotRun(
                    "docs/read-a-heat-map.md",
                    "faas-trace fold --version-of v2 stacks/pi > v2.folded",
                    "it needs traces of two versions, and a collector on the Internet; CollectorTracesIT has them"),
            new NotRun(
                    "docs/try.md",
                    "$ faas-trace try pi-python",
                    "it needs a container engine and images; TryDockerIT and TryPodmanIT run it on real ones"));

    /** The first lines of blocks that show the output of the block before them. */
    static final Set<String> PRINTED = Set.of("  pi-go-5: 3.1415926535… in 73 ms", "perl-loop: valid (entry)");

    /** Programs that a page needs in addition to bash, git, curl and python3. */
    static final Map<String, List<String>> NEEDS = Map.of(
            "README.md", List.of("perf", "go", "node"),
            "docs/doctor.md", List.of("perf"),
            "docs/first-function.md", List.of("perf"),
            "docs/record.md", List.of("perf"),
            "docs/with-faasd.md", List.of("perf"));

    /** Pages that need root, because only root can create control groups. */
    static final Set<String> ROOT = Set.of("docs/record.md");

    /** Pages whose stand-ins for helm and kubectl render manifests with the real libraries. */
    static final Set<String> CLUSTER = Set.of("docs/in-kubernetes.md");

    /** The setup for pages that do not start from the default state. */
    static final Map<String, String> BEFORE = Map.of(
            "docs/doctor.md",
            "faas-trace collect",
            // Stands in for the collector in the cluster.
            "docs/in-kubernetes.md",
            "faas-trace collect",
            // The lock is committed, but the templates are not.
            "docs/in-ci.md",
            "faas-trace patch && rm -r template",
            // Does the work of the block that is not run.
            "docs/install.md",
            """
            mkdir -p target/image/faas-trace/bin
            install pom.xml target/image/faas-trace/bin/faas-trace
            tar -C target/image -czf target/image/faas-trace-1-linux-x86_64.tar.gz faas-trace""",
            "docs/record.md",
            "faas-trace collect && containers start",
            "docs/settings.md",
            "faas-trace patch && git init -q && git add stack.yaml && git commit -qm stack");

    /** Scripts that check the results after a page's examples, for pages with results that can be checked. */
    static final Map<String, String> AFTER = Map.of(
            "docs/collector.md",
            "ls \"$STAGE\"/var/lib/stacks/go-func/*.perf.gz",
            "docs/enable.md",
            "[ ! -e \"$STAGE/machine/etc\" ]",
            "docs/find-traces.md",
            "grep -q '<svg' call.svg",
            "docs/first-function.md",
            "grep -qx '</html>' call.html",
            "docs/in-kubernetes.md",
            """
            ls stacks/pi-python/*.perf.gz
            for kind in Deployment Ingress NetworkPolicy ServiceMonitor ConfigMap; do
              grep -rqx "kind: $kind" "$STAGE/applied"
            done""",
            "docs/install.md",
            """
            [ -x "$STAGE/usr/local/bin/faas-trace" ]
            . ~/.local/share/bash-completion/completions/faas-trace
            complete -p faas-trace
            grep -q '^#compdef faas-trace' ~/.zsh/_faas-trace
            grep -q '^complete ' ~/.config/fish/completions/faas-trace.fish""",
            "docs/read-a-heat-map.md",
            "grep -qx '</html>' pi.html",
            "docs/record.md",
            "containers stop && ls pi-1-*.perf.gz pid-*.perf.gz stacks/pi/*.perf.gz figlet-*.perf.gz",
            "docs/with-faasd.md",
            "grep -rqx 'kernel.perf_event_paranoid *= *2' \"$STAGE/machine/etc/sysctl.d\" && ls \"$STAGE\"/var/lib/faas-trace/stacks/pi-python/*.perf.gz",
            "examples/functions/README.md",
            "ls \"$STAGE\"/tmp/examples/functions/template/{python,go,node}-http/faas-trace/faas-trace-agent");

    /** The parts of a shown line that can differ from run to run. Everything else must match exactly. */
    private static final Pattern CHANGING = Pattern.compile(String.join(
            "|",
            "…|\\.\\.\\.", // omissions
            "(?<=https?://)[^/ ]+", // hosts and ports
            "/tmp/\\S+", // temporary folders
            "(?<=traces in )\\S+", // the page's folder
            "\\d+(?= ms| samples)", // measurements
            ", \\d+ % of them inside the functions that compute pi", // not printed if Python does not name its frames
            "(?<=Linux )[\\d.]+|(?<=perf_event_paranoid )\\d", // the machine's kernel
            "/usr/bin/perf|(?<=perf version )[\\d.]+")); // the machine's perf

    private Rules() {}

    static boolean runs(Block block) {
        return NOT_RUN.stream().noneMatch(exception -> exception.is(block));
    }

    /** Replaces addresses and folders in a page's commands, so that the commands do not change the machine. */
    static UnaryOperator<String> replacing(int collector, int gateway, String stage) {
        return text -> text.replaceAll(
                        "\\b(127\\.0\\.0\\.1|192\\.0\\.2\\.7|10\\.62\\.0\\.1):4141\\b", "127.0.0.1:" + collector)
                .replace("127.0.0.1:8080", "127.0.0.1:" + gateway)
                .replace("--pid 4711", "--pid $(cat \"$STAGE/pid-pi-1\")")
                .replaceAll("\\b10\\.62\\.0\\.1\\b", "127.0.0.1")
                .replaceAll("(?<![\\w./])/(var/lib|usr/local|tmp)/?(?=[\\w ])", stage + "/$1/");
    }

    /** A pattern for the output lines that match a shown line. */
    static Pattern like(String shown) {
        StringBuilder pattern = new StringBuilder();
        int end = 0;
        for (MatchResult change : CHANGING.matcher(shown).results().toList()) {
            pattern.append(Pattern.quote(shown.substring(end, change.start()))).append(".*");
            end = change.end();
        }
        return Pattern.compile(
                pattern.append(Pattern.quote(shown.substring(end))).toString());
    }
}
