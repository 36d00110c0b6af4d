package faastrace.markup;

import freemarker.cache.ClassTemplateLoader;
import freemarker.core.TemplateClassResolver;
import freemarker.template.Configuration;
import freemarker.template.TemplateDirectiveModel;
import freemarker.template.TemplateException;
import freemarker.template.TemplateExceptionHandler;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Fills our own FreeMarker templates, which are in the resources. {@link SafeText} escapes each {@code ${value}}, so
 * the templates need not escape values.
 */
public final class MarkupTemplate {
    // FreeMarker would start Java's logging to report errors that we throw anyway. That would slow down each command.
    static {
        System.setProperty("org.freemarker.loggerLibrary", "none");
    }

    private static final Configuration CONFIGURATION = configuration();

    private MarkupTemplate() {}

    /** Data that is too large to be held in memory. A template inserts it with {@code <@data/>}. */
    @FunctionalInterface
    public interface Data {
        /** Writes all data in UTF-8, already escaped, and leaves the stream open. */
        void write(OutputStream out) throws IOException;
    }

    /**
     * Returns the filled template as text.
     *
     * @param name the resource path of the template, such as {@code pages/list.html.ftl}
     * @param values the values for {@code ${…}}: strings, numbers, lists, maps, and public methods of public types
     */
    public static String fill(String name, Map<String, ?> values) {
        StringWriter text = new StringWriter();
        try {
            process(name, values, text);
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
        return text.toString();
    }

    /** Writes the filled template with the data. The data is never held in memory as a whole. */
    public static void write(String name, Map<String, ?> values, Data data, OutputStream out) throws IOException {
        Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
        Map<String, Object> all = new HashMap<>(values);
        all.put("data", (TemplateDirectiveModel) (environment, parameters, variables, body) -> {
            writer.flush();
            data.write(out);
        });
        process(name, all, writer);
        writer.flush();
    }

    private static void process(String name, Map<String, ?> values, Writer out) throws IOException {
        try {
            CONFIGURATION.getTemplate(name).process(values, out);
        } catch (TemplateException mistake) {
            throw new IllegalStateException("the template " + name + " has an error", mistake);
        }
    }

    private static Configuration configuration() {
        Configuration configuration = new Configuration(Configuration.VERSION_2_3_34);
        configuration.setTemplateLoader(new ClassTemplateLoader(MarkupTemplate.class, "/"));
        configuration.setTemplateUpdateDelayMilliseconds(Long.MAX_VALUE); // resources in the jar don't change
        configuration.setLocalizedLookup(false);
        configuration.setLocale(Locale.ROOT);
        configuration.setDefaultEncoding(StandardCharsets.UTF_8.name());
        configuration.setOutputFormat(SafeFormat.FORMAT);
        configuration.setNewBuiltinClassResolver(TemplateClassResolver.ALLOWS_NOTHING_RESOLVER);
        configuration.setTemplateExceptionHandler(TemplateExceptionHandler.RETHROW_HANDLER);
        configuration.setLogTemplateExceptions(false);
        configuration.setNumberFormat("computer");
        return configuration;
    }
}
