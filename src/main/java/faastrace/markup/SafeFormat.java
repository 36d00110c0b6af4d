package faastrace.markup;

import freemarker.core.HTMLOutputFormat;
import java.io.IOException;
import java.io.Writer;

/**
 * The output format that escapes every {@code ${…}} of a template. Unlike FreeMarker's own HTML format, it also
 * replaces control characters.
 */
final class SafeFormat extends HTMLOutputFormat {
    static final SafeFormat FORMAT = new SafeFormat();

    private SafeFormat() {}

    @Override
    public String getName() {
        return "safe";
    }

    @Override
    public void output(String text, Writer out) throws IOException {
        out.write(SafeText.of(text));
    }

    @Override
    public String escapePlainText(String text) {
        return SafeText.of(text);
    }
}
