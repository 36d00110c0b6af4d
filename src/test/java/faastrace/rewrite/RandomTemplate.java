package faastrace.rewrite;

import faastrace.template.Template;
import faastrace.template.TemplateFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Generates templates of every form that Docker accepts and that can be traced. */
final class RandomTemplate {
    private static final String[] PROCESSES = {
        "python index.py", "node index.js", "./handler", "sh ./index.sh", "pwsh x"
    };
    private static final String[] MODES = {"http", "streaming", "serializing", "", "inproc"};
    private static final String[] USERS = {"app", "\"app\"", "1000", "1000:1000", "'app'", "root", "0", "${UID:-12}"};
    private static final String[] ROOTS = {
        "alpine:3.21",
        "python:3.12-slim",
        "${BASE}",
        "${BASE:-debian:12}",
        "example.com/some/image@sha256:0123",
        "registry.access.redhat.com/ubi9/ubi-minimal",
        "opensuse/leap",
        "fedora-slim",
        "ubuntu-alpine:suse",
        "opensuse/ubi9:debian-bookworm"
    };

    private final Random random;
    private final StringBuilder text = new StringBuilder();
    private final String escape;
    private int heredocs;

    private RandomTemplate(Random random) {
        this.random = random;
        this.escape = one(5) ? "`" : "\\";
    }

    static Template make(Random random) {
        return new RandomTemplate(random).template();
    }

    private Template template() {
        String process = pick(PROCESSES);
        int places = random.nextInt(4); // not set, in the Dockerfile, in template.yml, or in both with different values
        String mode = pick(MODES);
        head();
        stages();
        body(process, (places & 1) == 1, mode);
        List<TemplateFile> files = new ArrayList<>();
        String newline = one(3) ? "\r\n" : "\n";
        files.add(TemplateFile.of("Dockerfile", ends(text.toString()).replace("\n", newline)));
        String settings = "language: x\n" + ((places & 2) == 2 ? "fprocess: " + settingsProcess(process) + "\n" : "");
        files.add(TemplateFile.of("template.yml", settings.replace("\n", newline)));
        files.add(TemplateFile.of("index.py", "from flask import Flask\napp = Flask(__name__)\n"));
        files.add(TemplateFile.of("index.js", "const http = require('http');\n"));
        files.add(TemplateFile.of("index.sh", "cat\n"));
        files.add(TemplateFile.of("function/handler", "x\n"));
        dockerignore(newline).ifPresent(files::add);
        return Template.of("random", files);
    }

    private String ends(String whole) {
        return one(3) ? whole.stripTrailing() : whole;
    }

    private String settingsProcess(String process) {
        return switch (random.nextInt(3)) {
            case 0 -> "'" + process + "'";
            case 1 -> "\"" + process + "\" # as it is";
            default -> process;
        };
    }

    private java.util.Optional<TemplateFile> dockerignore(String newline) {
        String rules = switch (random.nextInt(4)) {
            case 0 -> "*\n!function\n!index.py\n!index.js\n!index.sh\n";
            case 1 -> "# sources only\n**/*.md\n*.py\n!index.py";
            case 2 -> "faas-trace\n*.js\n!index.js\n";
            default -> "";
        };
        return rules.isEmpty()
                ? java.util.Optional.empty()
                : java.util.Optional.of(TemplateFile.of(".dockerignore", rules.replace("\n", newline)));
    }

    private void head() {
        if (escape.equals("`")) {
            text.append("# escape=`\n");
        }
        noise();
        line("ARG", "BASE" + (one(2) ? "" : "=debian:bookworm-slim"));
    }

    private void stages() {
        line(
                "FROM",
                "--platform=${TARGETPLATFORM:-linux/amd64} ghcr.io/openfaas/of-watchdog:0.11.3 " + as() + " watchdog");
        int links = random.nextInt(4);
        line("FROM", pick(ROOTS) + (links > 0 ? " " + as() + " s0" : ""));
        // A RUN in shell form implies that there is a shell.
        line("RUN", "true");
        for (int i = 1; i <= links; i++) {
            filler();
            line("FROM", (one(2) ? "s" : "S") + (i - 1) + (i < links ? " " + as() + " s" + i : ""));
        }
    }

    private void body(String process, boolean here, String mode) {
        line("WORKDIR", "/home/app");
        switch (random.nextInt(3)) {
            case 0 -> line("COPY", "--from=watchdog /fwatchdog /usr/bin/fwatchdog");
            case 1 -> line("ADD", "https://example.com/fwatchdog /usr/bin/");
            default -> line("RUN", "curl -sSL https://example.com/fwatchdog >/usr/bin/fwatchdog");
        }
        filler();
        line(
                "COPY",
                one(2)
                        ? "--chown=app index.py index.js index.sh ./"
                        : "[\"index.py\", \"index.js\", \"index.sh\", \"./\"]");
        filler();
        if (here) {
            process(process);
        }
        if (!mode.isEmpty()) {
            line("ENV", one(2) ? "mode=\"" + mode + "\"" : "mode " + mode);
        }
        filler();
        line("COPY", "function function");
        filler();
        command();
        if (one(3)) {
            filler();
        }
    }

    private void process(String process) {
        String other = one(2) ? process : process + " -x";
        switch (random.nextInt(4)) {
            case 0 -> line("ENV", "fprocess=\"" + other + "\"");
            case 1 -> line("ENV", "fprocess " + other);
            case 2 -> line("ENV", "a=b " + escape + "\n    # the process\n\n    fprocess='" + other + "' c=d");
            default -> line("ENV", "function_process=" + other.replace(" ", escape + " "));
        }
    }

    private void command() {
        String name = pick(new String[] {"fwatchdog", "./fwatchdog", "/usr/bin/fwatchdog"});
        switch (random.nextInt(5)) {
            case 0 -> line("ENTRYPOINT", "[\"" + name + "\"]");
            case 1 -> line("CMD", name);
            case 2 -> {
                line("ENTRYPOINT", "[ \"" + name + "\" ]");
                line("CMD", "[\"-v\"]");
            }
            case 3 -> line("ENTRYPOINT", "exec " + name);
            default -> line("CMD", "[\"" + name + "\"]");
        }
    }

    private void filler() {
        for (int i = random.nextInt(4); i > 0; i--) {
            noise();
            switch (random.nextInt(9)) {
                case 0, 1 -> line("USER", pick(USERS));
                case 2 ->
                    line(
                            "RUN",
                            "apk add x " + escape + blanks() + "\n  # why\n\n   && true " + escape + "\n  && false");
                case 3 -> heredoc();
                case 4 -> line("SHELL", one(2) ? "[\"pwsh\", \"-Command\"]" : "[\"/bin/bash\", \"-c\"]");
                case 5 -> line("ONBUILD", pick(new String[] {"USER nobody", "CMD [\"x\"]", "COPY . .", "RUN y"}));
                case 6 -> line("HEALTHCHECK", "--interval=3s CMD [ -e /tmp/.lock ] || exit 1");
                case 7 -> line("ARG", "UID");
                default -> line("LABEL", "fprocess=\"CMD x\" a=\"FROM scratch\"");
            }
        }
    }

    private void heredoc() {
        heredocs++;
        text.append("RUN <<-\"E").append(heredocs).append("\"\n");
        text.append("USER nobody\nCMD [\"x\"]\nFROM scratch\n# ").append(escape).append("\n\n");
        text.append("\tE").append(heredocs).append('\n');
    }

    private void noise() {
        if (one(3)) {
            text.append(one(2) ? "\n" : "  # CMD [\"none\"]\n");
        }
    }

    private void line(String keyword, String rest) {
        text.append(one(4) ? keyword.toLowerCase(Locale.ROOT) : keyword)
                .append(one(6) ? "\t" : " ")
                .append(rest)
                .append('\n');
    }

    private String as() {
        return one(2) ? "as" : "AS";
    }

    private String blanks() {
        return one(2) ? "  \t" : "";
    }

    private String pick(String[] choices) {
        return choices[random.nextInt(choices.length)];
    }

    private boolean one(int of) {
        return random.nextInt(of) == 0;
    }
}
