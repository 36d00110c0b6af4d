package faastrace.host.enable;

import faastrace.document.Json;
import faastrace.document.Value;
import faastrace.host.seccomp.JsonList;
import faastrace.host.seccomp.SeccompProfile;
import faastrace.problem.Problem;
import java.util.List;
import java.util.Optional;

/** The seccomp setting in Docker's {@code daemon.json}. Edits the file's text, so everything else stays the same. */
final class DockerDaemon {
    /** The file's default path below the root. dockerd may be started with another path. */
    static final String FILE = "etc/docker/daemon.json";

    /** The values that select the engine's built-in rules. */
    static final List<String> BUILT_IN = List.of("", "builtin", "default");

    private static final String KEY = "seccomp-profile";

    private final AccessChangeDraft draft;
    private final String path;
    private final String text;
    private final Optional<Value> setting;
    private final Value document;

    /** @param path the file's path below the root */
    DockerDaemon(AccessChangeDraft draft, String path) {
        this.draft = draft;
        this.path = path;
        this.text = draft.read(path).filter(read -> !read.isBlank()).orElse("{}\n");
        this.document = Json.read(file(), text);
        if (!document.isMapping()) {
            throw document.problem("is not a JSON object", "correct the file, or move it away to start a new one");
        }
        this.setting = document.find(KEY);
    }

    String file() {
        return draft.shown(path);
    }

    String path() {
        return path;
    }

    /** Whether the file's folder exists. */
    boolean isInstalled() {
        return draft.isFolder(path.substring(0, Math.max(0, path.lastIndexOf('/'))));
    }

    /** The path of the profile that faas-trace writes next to this file. The path is relative to the root. */
    String ourProfile() {
        return path.substring(0, path.lastIndexOf('/') + 1) + "faas-trace-seccomp.json";
    }

    boolean hasProfile() {
        return document.fields().containsKey(KEY);
    }

    /** This file's path, if the file turns seccomp profiles off. */
    Optional<String> unconfinedBy() {
        return setting.map(Value::text).filter(DockerAnswer.UNCONFINED::equals).map(said -> file());
    }

    /** The profile that this file names; empty if this file names no profile file. */
    Optional<SeccompProfile> base() {
        Optional<String> named = setting.map(Value::text)
                .filter(value -> !DockerAnswer.UNCONFINED.equals(value))
                .filter(value -> !BUILT_IN.contains(value))
                .map(DockerDaemon::belowRoot);
        return named.map(file -> profile(file)
                .orElseThrow(() -> setting.get()
                        .problem("names a profile that does not exist", "correct the path, or remove the line")));
    }

    private Optional<SeccompProfile> profile(String file) {
        return draft.read(file).map(read -> SeccompProfile.read(draft.shown(file), read));
    }

    private static String belowRoot(String path) {
        if (!path.startsWith("/")) {
            throw new Problem(path, "is not an absolute path", "correct " + KEY + " in daemon.json");
        }
        return path.substring(1);
    }

    /** Makes the daemon use the profile that faas-trace writes. */
    void useProfile() {
        String wanted = "\"/" + ourProfile() + "\"";
        if (document.fields().containsKey(KEY)) {
            int start = document.fields().get(KEY).offset(text);
            draft.merge(path, text.substring(0, start) + wanted + text.substring(JsonList.end(text, start)));
            return;
        }
        int brace = document.offset(text) + 1;
        String rest = text.substring(brace);
        String indent = document.fields().isEmpty() ? "\n  " : rest.substring(0, rest.indexOf('"'));
        String end = document.fields().isEmpty() ? "\n" + rest.stripLeading() : "," + rest;
        draft.merge(path, text.substring(0, brace) + indent + "\"" + KEY + "\": " + wanted + end);
    }
}
