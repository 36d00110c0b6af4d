package faastrace.pages;

import faastrace.chart.Page;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A style, script or image of the pages. Its URL changes with its content, so browsers may cache it forever. */
public enum Asset {
    style("site.css"),
    preferences("preferences.js"),
    chart("chart.js"),
    list("list.js"),
    live("live.js"),
    pair("pair.js"),
    function("function.js"),
    merged("merged.js"),
    enter("enter.js"),
    icon("icon.svg");

    private static final int DIGITS = 12;

    private final String text;
    private final String path;

    Asset(String file) {
        this.text = load(file);
        this.path = "assets/" + digest(text) + "/" + file;
    }

    /** The URL, relative to the collector's first page. */
    public String path() {
        return path;
    }

    /** The content. */
    public String text() {
        return text;
    }

    private static String load(String file) {
        return switch (file) {
            case "preferences.js" -> Page.preferences();
            case "chart.js" -> Page.script();
            case "site.css" -> Page.style() + resource(file);
            case "function.js" -> block(resource("fetched.js") + resource("call-map.js") + resource(file));
            case "merged.js" -> block(resource("fetched.js") + resource(file));
            default -> resource(file);
        };
    }

    /** Keeps the names of a page's scripts apart from those of the chart script. */
    private static String block(String script) {
        return "\"use strict\";\n{\n" + script + "}\n";
    }

    private static String resource(String file) {
        try (InputStream in = Asset.class.getResourceAsStream("/pages/" + file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String digest(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, DIGITS);
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }
}
