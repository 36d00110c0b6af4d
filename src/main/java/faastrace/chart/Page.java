package faastrace.chart;

import faastrace.markup.MarkupTemplate;
import faastrace.trace.Selection;
import faastrace.trace.Trace;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** Self-contained pages, which need no server and no network. Each page contains its data in compressed form. */
public final class Page {
    private Page() {}

    /** Writes a page with a heat map, and with a flame graph of the range that the user selects in the heat map. */
    public static void heatMap(String title, Trace trace, Selection selection, OutputStream out) throws IOException {
        write("heatmap", title, json -> ProfileJson.write(trace, selection, json), out);
    }

    /** Writes a page with a flame graph of the selected samples. */
    public static void flameGraph(String title, Trace trace, Selection selection, OutputStream out) throws IOException {
        write("flamegraph", title, json -> ProfileJson.write(trace, selection, json), out);
    }

    /** Writes a page that compares two traces. */
    public static void comparison(String title, List<String> titles, Differential differential, OutputStream out)
            throws IOException {
        write("compare", title, json -> differential.write(titles, json), out);
    }

    /** The style sheet of all pages. */
    public static String style() {
        return resource("page.css");
    }

    /** The script that keeps the colour scheme and the time zone that the reader has chosen. It runs first. */
    public static String preferences() {
        return "\"use strict\";\n" + resource("preferences.js");
    }

    /** The script of all pages. */
    public static String script() {
        return MarkupTemplate.fill("chart/page.js.ftl", Map.of());
    }

    private static void write(String view, String title, MarkupTemplate.Data data, OutputStream out)
            throws IOException {
        MarkupTemplate.write("chart/page.html.ftl", Map.of("view", view, "title", title), packed(data), out);
    }

    private static MarkupTemplate.Data packed(MarkupTemplate.Data data) {
        return out -> {
            try (OutputStream packed = new Fast(Base64.getEncoder().wrap(new Unclosed(out)))) {
                data.write(packed);
            }
        };
    }

    private static String resource(String name) {
        try (InputStream in = Page.class.getResourceAsStream("/chart/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Compresses at the highest speed, because the numbers compress well enough even then. */
    private static final class Fast extends GZIPOutputStream {
        Fast(OutputStream out) throws IOException {
            super(out, 1 << 16);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }

    /** A stream that does not close the underlying stream. */
    private static final class Unclosed extends FilterOutputStream {
        Unclosed(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            out.write(bytes, from, length);
        }

        @Override
        public void close() throws IOException {
            out.flush();
        }
    }
}
