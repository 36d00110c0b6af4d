package faastrace.repository.folder;

import faastrace.document.Json;
import faastrace.repository.git.FetchedRepository;
import faastrace.template.TemplateFile;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.LinkedHashMap;
import java.util.Map;

/** The {@code meta.json} that faas-cli leaves in a pulled template, without credentials. */
public final class TemplateMeta {
    public static final String FILE = "meta.json";

    private static final DateTimeFormatter RFC_3339_NANOS = new DateTimeFormatterBuilder()
            .appendPattern("uuuu-MM-dd'T'HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .appendOffset("+HH:MM", "Z")
            .toFormatter();

    private TemplateMeta() {}

    static TemplateFile file(FetchedRepository repository, Clock clock) {
        Map<String, String> meta = new LinkedHashMap<>();
        meta.put("repository", repository.reference().displayUrl());
        if (repository.reference().ref() != null) {
            meta.put("ref_name", repository.reference().ref());
        }
        meta.put("sha", repository.sha());
        meta.put("written_at", RFC_3339_NANOS.format(OffsetDateTime.now(clock)));
        return TemplateFile.of(FILE, Json.writeLine(meta));
    }
}
