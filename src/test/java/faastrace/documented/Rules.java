package faastrace.documented;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The few ways in which what is run, and what is compared, differ from what a page shows. All are declared here. */
final class Rules {
    /**
     * A block that a test can't run. It is still checked by {@code bash -n}.
     *
     * @param first its first line
     */
    record NotRun(String page, String first, String reason) {
        boolean is(Block block) {
            return page.equals(block.page()) && first.equals(block.first());
        }
    }

    /** All of them. */
    static final List<NotRun> NOT_RUN = List.of(
            new NotRun(
                    "docs/install.md",
                    "src/package/image.sh        # needs a JDK; takes about 20 seconds",
                    "it would build the jar by Maven in the midst of Maven's tests; src/test/sh/image.sh runs it"),
            new NotRun(
                    "README.md",
                    "$ faas-trace try pi-python",
                    "it needs a container engine and images; TryDockerIT and TryPodmanIT run it on real ones"));

    /** Blocks, by their first lines, that show what the block before them prints. */
    static final Set<String> PRINTED = Set.of("  pi-go-5: 3.1415926535… in 73 ms", "perl-loop: valid (entry)");

    /** What a page needs on the machine besides bash, git, curl and python3. */
    static final Map<String, List<String>> NEEDS = Map.of(
            "README.md", List.of("perf", "go", "node"),
            "docs/doctor.md", List.of("perf"),
            "docs/first-function.md", List.of("perf"),
            "docs/record.md", List.of("perf"),
            "docs/with-faasd.md", List.of("perf"));

    /** Pages for root, who alone may make control groups. */
    static final Set<String> ROOT = Set.of("docs/record.md");

    /** Pages whose stand-ins for helm and kubectl render as the real ones do. */
    static final Set<String> CLUSTER = Set.of("docs/in-kubernetes.md");

    /** Where a page begins in another place than the others: what has been done there before. */
    static final Map<String, String> BEFORE = Map.of(
            "docs/doctor.md",
            "faas-trace collect",
            // In place of the one in the cluster.
            "docs/in-kubernetes.md",
            "faas-trace collect",
            // The lock is committed, the templates are not.
            "docs/in-ci.md",
            "faas-trace patch && rm -r template",
            // In place of the block that is not run.
            "docs/install.md",
            """
            mkdir -p target/image/faas-trace/bin
            install pom.xml target/image/faas-trace/bin/faas-trace
            tar -C target/image -czf target/image/faas-trace-1-linux-x86_64.tar.gz faas-trace""",
            "docs/record.md",
            "faas-trace collect && containers start");

    /** What has come of a page in the end, where its examples say so. */
    static final Map<String, String> AFTER = Map.of(
            "README.md",
            "grep -q '<svg' call.svg",
            "docs/collector.md",
            "ls \"$STAGE\"/var/lib/stacks/go-func/*.perf.gz",
            "docs/enable.md",
            "[ ! -e \"$STAGE/machine/etc\" ]",
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

    /** What may differ from run to run in a line that a page shows; all else has to be there, letter for letter. */
    private static final Pattern CHANGING = Pattern.compile(String.join(
            "|",
            "…|\\.\\.\\.", // left out
            "(?<=https?://)[^/ ]+", // a machine and its port
            "/tmp/\\S+", // a folder made for the occasion
            "(?<=traces in )\\S+", // where the page's folder is
            "\\d+(?= ms| samples)", // what is measured
            ", \\d+ % of them inside the functions that compute", // not where the interpreter keeps its names to itself
            "(?<=Linux )[\\d.]+|(?<=perf_event_paranoid )\\d", // the machine's kernel
            "/usr/bin/perf|(?<=perf version )[\\d.]+")); // and its perf

    private Rules() {}

    static boolean runs(Block block) {
        return NOT_RUN.stream().noneMatch(exception -> exception.is(block));
    }

    /** What is run for a line of a page: addresses and folders are others, so that nothing of the machine is touched. */
    static UnaryOperator<String> replacing(int collector, int gateway, String stage) {
        return text -> text.replaceAll(
                        "\\b(127\\.0\\.0\\.1|192\\.0\\.2\\.7|10\\.62\\.0\\.1):4141\\b", "127.0.0.1:" + collector)
                .replace("127.0.0.1:8080", "127.0.0.1:" + gateway)
                .replace("--pid 4711", "--pid $(cat \"$STAGE/pid-pi-1\")")
                .replaceAll("\\b10\\.62\\.0\\.1\\b", "127.0.0.1")
                .replaceAll("(?<![\\w./])/(var/lib|usr/local|tmp)/?(?=[\\w ])", stage + "/$1/");
    }

    /** Whether a line that is shown is that one. */
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
