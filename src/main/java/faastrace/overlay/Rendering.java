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

/**
 * Renders overlay texts with FreeMarker in square brackets: {@code [=value]}, {@code [#if …]}. Templates see plain
 * values only: no classes, no {@code ?new}, no {@code ?api}, no files but those of their overlay's folder.
 */
final class Rendering {
    // FreeMarker would start Java's logging to say what we throw anyway, and that takes a part of each command's start.
    static {
        System.setProperty("org.freemarker.loggerLibrary", "none");
    }

    private static final Configuration CONFIGURATION = configuration();
    private static final long MOST_MILLISECONDS = 5_000; // usual ones take one
    private static final Map<String, Template> PARSED = new HashMap<>();

    private Rendering() {}

    /**
     * Renders the text of anybody.
     *
     * @param where the overlay file and place, for messages
     * @param text the overlay text; without {@code [=}, {@code [#} and {@code [@} it comes back as it is
     * @param values what {@code [=name]} may name: texts, booleans, lists and maps of them
     * @throws Problem where the text is no FreeMarker, names a value that is not there, or takes too long or too much
     */
    static String render(String where, String text, Map<String, ?> values) {
        return render(where, text, values, MOST_MILLISECONDS);
    }

    /** The same for a text of ours, which is known to end: it is spared the thread that the others need. */
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
                    "use one that CONTRIBUTING lists, or write a default: [=name!\"\"]",
                    e);
        } catch (TemplateException e) {
            String place = e.getLineNumber() == null ? where : where + ":" + e.getLineNumber();
            throw new Problem(place, firstLine(e.getMessageWithoutStackTop()), "mend the text", e);
        } catch (StackOverflowError | OutOfMemoryError | UncheckedIOException | IOException e) {
            throw boundless(where, e);
        }
    }

    /** {@code file("NAME")}: the text of a file as it stands, without its last line end. */
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
                "its rendering does not end, is larger than 1 MiB, or takes more than 5 seconds or the memory",
                "mend its loops, and what lets a text grow",
                cause);
    }

    /**
     * Parses without rendering.
     *
     * @throws Problem with line and column where the text is no FreeMarker
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
        return new Problem(place, "not a FreeMarker text: " + firstLine(e.getEditorMessage()), "mend it", e);
    }

    /** An overlay's loops must not fill the memory. */
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

    /** One word of a POSIX shell, whatever is in it. */
    private static String shellWord(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }

    /** A double-quoted text as most languages read it. */
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

    private static String firstLine(String message) {
        return message == null
                ? "unreadable"
                : message.strip().lines().findFirst().orElse("unreadable");
    }
}
