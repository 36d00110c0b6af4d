package faastrace.chart;

import java.util.ArrayList;
import java.util.List;

/** Texts of any kind inside HTML and SVG. */
final class Markup {
    private static final int LINE = 20;
    private static final int WIDTH = 100;

    private Markup() {}

    /** A picture that only says why there is nothing to draw. */
    static String svg(String sentence) {
        StringBuilder svg = new StringBuilder();
        int lines = 0;
        for (String line : lines(sentence)) {
            lines++;
            svg.append("<text x=\"10\" y=\"").append(lines * LINE).append("\">");
            svg.append(text(line)).append("</text>\n");
        }
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 800 " + (lines + 1) * LINE
                + "\" font-family=\"sans-serif\" font-size=\"14\" role=\"img\">\n<title>"
                + text(sentence) + "</title>\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n" + svg
                + "</svg>\n";
    }

    private static List<String> lines(String sentence) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : sentence.split(" ")) {
            if (line.length() > 0 && line.length() + word.length() > WIDTH) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.length() == 0 ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    static String text(String text) {
        StringBuilder safe = new StringBuilder();
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '"' -> safe.append("&quot;");
                default -> safe.appendCodePoint(Character.isISOControl(c) ? 0xfffd : c);
            }
        });
        return safe.toString();
    }
}
