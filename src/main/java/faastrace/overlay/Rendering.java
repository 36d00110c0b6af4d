package faastrace.overlay;

import faastrace.problem.Problem;
import faastrace.template.LosslessText;
import freemarker.cache.StringTemplateLoader;
import freemarker.core.InvalidReferenceException;
import freemarker.core.ParseException;
import freemarker.core.TemplateClassResolver;
import freemarker.template.Configuration;
import freemarker.template.DefaultObjectWrapperBuilder;
import freemarker.template.Template;
import freemarker.template.TemplateException;
import freemarker.template.TemplateExceptionHandler;
import freemarker.template.TemplateMethodModelEx;
import freemarker.template.TemplateModelException;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Renders overlay texts with FreeMarker in square-bracket syntax: {@code [=value]}, {@code [#if …]}. Overlay texts
 * see only plain values: no classes, no {@code ?new}, no {@code ?api}, and no files outside their overlay's folder.
 */
final class Rendering {
    // Without this setting, FreeMarker starts Java's logging, which slows down every command. FreeMarker's errors are
    // thrown anyway.
    static {
        System.setProperty("org.freemarker.loggerLibrary", "none");
    }

    private static final Configuration CONFIGURATION = configuration();
    private static final long MOST_MILLISECONDS = 5_000; // a typical text takes 1 ms
    private static final Map<String, Template> PARSED = new HashMap<>();

    private Rendering() {}

    /**
     * Renders a text from any source.
     *
     * @param where the overlay file and place, for messages
     * @param text the overlay text; returned unchanged if it contains none of {@code [=}, {@code [#} and {@code [@}
     * @param values the values that {@code [=name]} can use: strings, booleans, and lists and maps of these
     * @throws Problem if the text is not valid FreeMarker, uses a value that does not exist, or takes too long or too
     *     much memory
     */
    static String render(String where, String text, Map<String, ?> values) {
        return render(where, text, values, MOST_MILLISECONDS);
    }

    /** Renders one of our own texts. It is known to end, so it needs no separate thread. */
    static String renderOurs(String where, String text, Map<String, ?> values) {
        return isPlain(text) ? text : rendered(where, text, values);
    }

    private static boolean isPlain(String text) {
        return !text.contains("[=") && !text.contains("[#") && !text.contains("[@");
    }

    static String render(String where, String text, Map<String, ?> values, long milliseconds) {
        if (isPlain(text)) {
            return text;
        }
        try {
            return TimeLimit.within(milliseconds, () -> rendered(where, text, values));
        } catch (TimeoutException e) {
            throw boundless(where, e);
        }
    }

    private static String rendered(String where, String text, Map<String, ?> values) {
        try {
            Writer out = new BoundedWriter();
            Map<String, Object> model = new HashMap<>(values);
            model.put("shell", (TemplateMethodModelEx) arguments -> shellWord(only(arguments)));
            model.put("quote", (TemplateMethodModelEx) arguments -> quoted(only(arguments)));
            parsed(where, text).process(model, out);
            return out.toString();
        } catch (ParseException e) {
            throw notFreeMarker(where, e);
        } catch (InvalidReferenceException e) {
            throw new Problem(
                    where + ":" + e.getLineNumber() + ":" + e.getColumnNumber(),
                    "there is no value '" + e.getBlamedExpressionString() + "'",
                    "use a value listed in CONTRIBUTING, or add a default: [=name!\"\"]",
                    e);
        } catch (TemplateException e) {
            String place = e.getLineNumber() == null ? where : where + ":" + e.getLineNumber();
            throw new Problem(place, firstLine(e.getMessageWithoutStackTop()), "correct the text", e);
        } catch (StackOverflowError | OutOfMemoryError | UncheckedIOException | IOException e) {
            throw boundless(where, e);
        }
    }

    /** {@code file("NAME")}: the text of a file without its last line break. */
    static TemplateMethodModelEx files(Map<String, byte[]> files) {
        return arguments -> {
            String name = only(arguments);
            byte[] bytes = files.get(name);
            if (bytes == null) {
                throw new TemplateModelException("there is no file '" + name + "' in the overlay's folder");
            }
            String text = LosslessText.decode(bytes);
            return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
        };
    }

    private static Problem boundless(String where, Throwable cause) {
        return new Problem(
                where,
                "rendering takes more than 5 seconds or too much memory, or its result is larger than 1 MiB",
                "check its loops and everything else that makes the text grow",
                cause);
    }

    /**
     * Parses a text without rendering it.
     *
     * @throws Problem with line and column if the text is not valid FreeMarker
     */
    static void check(String where, String text) {
        try {
            parsed(where, text);
        } catch (ParseException e) {
            throw notFreeMarker(where, e);
        } catch (IOException e) {
            throw Problem.of(where, e);
        }
    }

    private static Problem notFreeMarker(String where, ParseException e) {
        String place = where + ":" + e.getLineNumber() + ":" + e.getColumnNumber();
        return new Problem(place, "not valid FreeMarker: " + firstLine(e.getEditorMessage()), "correct it", e);
    }

    /** Limits the size of the result, so that a loop in an overlay text can't use up the memory. */
    private static final class BoundedWriter extends StringWriter {
        private static final int MOST_CHARACTERS = 1 << 20;

        @Override
        public void write(String text) {
            bound(text.length());
            super.write(text);
        }

        @Override
        public void write(String text, int offset, int length) {
            bound(length);
            super.write(text, offset, length);
        }

        @Override
        public void write(char[] characters, int offset, int length) {
            bound(length);
            super.write(characters, offset, length);
        }

        private void bound(int more) {
            if (getBuffer().length() + more > MOST_CHARACTERS) {
                throw new UncheckedIOException(new IOException("more than 1 MiB"));
            }
        }
    }

    private static synchronized Template parsed(String where, String text) throws IOException {
        Template known = PARSED.get(text);
        if (known == null) {
            known = new Template(where, text, CONFIGURATION);
            PARSED.put(text, known);
        }
        return known;
    }

    private static Configuration configuration() {
        Configuration configuration = new Configuration(Configuration.VERSION_2_3_34);
        configuration.setTagSyntax(Configuration.SQUARE_BRACKET_TAG_SYNTAX);
        configuration.setInterpolationSyntax(Configuration.SQUARE_BRACKET_INTERPOLATION_SYNTAX);
        configuration.setNewBuiltinClassResolver(TemplateClassResolver.ALLOWS_NOTHING_RESOLVER);
        configuration.setAPIBuiltinEnabled(false);
        configuration.setTemplateLoader(new StringTemplateLoader()); // [#include] finds nothing
        configuration.setTemplateExceptionHandler(TemplateExceptionHandler.RETHROW_HANDLER);
        configuration.setLogTemplateExceptions(false);
        configuration.setNumberFormat("computer");
        configuration.setBooleanFormat("c");
        DefaultObjectWrapperBuilder wrapper = new DefaultObjectWrapperBuilder(Configuration.VERSION_2_3_34);
        wrapper.setExposeFields(false);
        configuration.setObjectWrapper(wrapper.build());
        return configuration;
    }

    private static String only(java.util.List<?> arguments) {
        return arguments.size() == 1 ? String.valueOf(arguments.get(0)) : "";
    }

    /** The text as one word for a POSIX shell, whatever it contains. */
    private static String shellWord(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }

    /** The text as a double-quoted string that most languages can read. */
    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ' || c == 0x7f) {
                quoted.append(String.format("\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }

    private static String firstLine(@Nullable String message) {
        return message == null
                ? "unreadable"
                : message.strip().lines().findFirst().orElse("unreadable");
    }
}
