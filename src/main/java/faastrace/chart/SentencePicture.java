package faastrace.chart;

import faastrace.markup.MarkupTemplate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An image with a sentence that explains why there is nothing to draw. */
final class SentencePicture {
    private static final int WIDTH = 100;

    private SentencePicture() {}

    static String svg(String sentence) {
        return MarkupTemplate.fill("chart/sentence.svg.ftl", Map.of("lines", lines(sentence)));
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
}
