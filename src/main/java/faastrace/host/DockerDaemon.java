package faastrace.host;

import faastrace.document.Json;
import faastrace.document.Value;
import faastrace.problem.Problem;
import java.util.List;
import java.util.Optional;

/** Docker's {@code daemon.json}, as far as it is about seccomp. It is changed in its text, so that all else stays. */
final class DockerDaemon {
    /** The profile that we write, below the root. */
    static final String PROFILE = "etc/docker/faas-trace-seccomp.json";

    private static final String FILE = "etc/docker/daemon.json";
    private static final String KEY = "seccomp-profile";
    private static final List<String> BUILT_IN = List.of("", "builtin", "default");

    private final OpeningDraft draft;
    private final String text;
    private final Optional<Value> setting;
    private final Value document;

    DockerDaemon(OpeningDraft draft) {
        this.draft = draft;
        this.text = draft.read(FILE).filter(read -> !read.isBlank()).orElse("{}\n");
        this.document = Json.read(file(), text);
        if (!document.isMapping()) {
            throw document.problem("is no JSON object", "correct the file, or move it away to start a new one");
        }
        this.setting = document.find(KEY);
    }

    String file() {
        return draft.shown(FILE);
    }

    boolean isUnconfined() {
        return setting.map(Value::text).filter("unconfined"::equals).isPresent();
    }

    /** The profile that is in force, where it is a file. */
    Optional<SeccompProfile> base() {
        Optional<String> path = setting.map(Value::text)
                .filter(value -> !BUILT_IN.contains(value))
                .map(DockerDaemon::belowRoot);
        if (path.isEmpty()) {
            return profile(PROFILE);
        }
        return Optional.of(profile(path.get())
                .orElseThrow(() -> setting.get()
                        .problem("names a profile that is not there", "correct it, or take the line out")));
    }

    private Optional<SeccompProfile> profile(String path) {
        return draft.read(path).map(read -> SeccompProfile.read(draft.shown(path), read));
    }

    private static String belowRoot(String path) {
        if (!path.startsWith("/")) {
            throw new Problem(path, "is no absolute path", "correct " + KEY + " in daemon.json");
        }
        return path.substring(1);
    }

    /** Has the daemon use our profile. */
    void useProfile() {
        String wanted = "\"/" + PROFILE + "\"";
        if (document.fields().containsKey(KEY)) {
            int start = document.fields().get(KEY).offset(text);
            draft.merge(FILE, text.substring(0, start) + wanted + text.substring(JsonList.end(text, start)));
            return;
        }
        int brace = document.offset(text) + 1;
        String rest = text.substring(brace);
        String indent = document.fields().isEmpty() ? "\n  " : rest.substring(0, rest.indexOf('"'));
        String end = document.fields().isEmpty() ? "\n" + rest.stripLeading() : "," + rest;
        draft.merge(FILE, text.substring(0, brace) + indent + "\"" + KEY + "\": " + wanted + end);
    }
}
