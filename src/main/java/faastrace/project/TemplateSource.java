package faastrace.project;

import faastrace.document.Json;
import faastrace.document.Value;
import faastrace.problem.Problem;
import faastrace.template.Template;
import faastrace.template.TemplateFile;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where a template came from, according to its {@code meta.json}.
 *
 * @param repository its URL without credentials, or empty
 * @param ref the branch or tag asked for, or empty
 * @param commit 40 hex digits, or empty
 */
record TemplateSource(String repository, String ref, String commit) {
    static final String FILE = "meta.json";
    static final TemplateSource UNKNOWN = new TemplateSource("", "", "");

    /** The source in the template's own {@code meta.json}. A missing or broken file gives {@link #UNKNOWN}. */
    static TemplateSource of(Template template) {
        Optional<TemplateFile> meta = template.file(FILE);
        if (meta.isEmpty()) {
            return UNKNOWN;
        }
        try {
            Value value = Json.read(FILE, meta.get().text());
            return new TemplateSource(
                    withoutCredentials(text(value, "repository")), text(value, "ref_name"), text(value, "sha"));
        } catch (Problem handWritten) {
            return UNKNOWN;
        }
    }

    /** The URL without credentials. faas-cli writes the URL as the user typed it, possibly with a token. */
    private static String withoutCredentials(String url) {
        return url.replaceFirst("^([a-z+]+://)[^/@]*@", "$1");
    }

    /** The template with a {@code meta.json} that contains this source, as a pull would have written it. */
    Template describe(Template template) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("repository", repository);
        data.put("ref_name", ref);
        data.put("sha", commit);
        return template.with(Map.of(FILE, TemplateFile.of(FILE, Json.writeLine(data))));
    }

    /** Whether both sources have the same commit. Their refs may differ. */
    boolean isSameCommit(TemplateSource other) {
        return !commit.isEmpty() && commit.equals(other.commit) && repository.equals(other.repository);
    }

    /** Whether this source has a commit and the other one has a different commit or none. */
    boolean isAnotherCommit(TemplateSource other) {
        return !commit.isEmpty() && !commit.equals(other.commit);
    }

    static TemplateSource read(Value value) {
        return new TemplateSource(text(value, "repository"), text(value, "ref"), text(value, "commit"));
    }

    void writeTo(Map<String, Object> data) {
        if (!repository.isEmpty()) {
            data.put("repository", repository);
        }
        if (!ref.isEmpty()) {
            data.put("ref", ref);
        }
        if (!commit.isEmpty()) {
            data.put("commit", commit);
        }
    }

    private static String text(Value value, String key) {
        return value.findText(key).orElse("");
    }
}
