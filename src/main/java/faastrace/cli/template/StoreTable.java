package faastrace.cli.template;

import faastrace.repository.store.StoreTemplate;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Prints templates in columns. */
final class StoreTable {
    private final boolean verbose;

    StoreTable(boolean verbose) {
        this.verbose = verbose;
    }

    void print(List<StoreTemplate> templates, PrintWriter out) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(cells("NAME", "RECOMMENDED", "SOURCE", "DESCRIPTION", "LANGUAGE", "PLATFORM"));
        for (StoreTemplate template : templates) {
            rows.add(cells(
                    template.name(),
                    template.recommended() ? "[x]" : "[ ]",
                    template.source(),
                    template.description(),
                    template.language(),
                    template.platform()));
        }
        for (List<String> row : rows) {
            out.println(line(row, rows));
        }
    }

    private List<String> cells(String... cells) {
        return List.of(cells).subList(0, verbose ? cells.length : cells.length - 2).stream()
                .map(StoreTable::harmless)
                .toList();
    }

    private static String line(List<String> row, List<List<String>> rows) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < row.size(); column++) {
            int at = column;
            int width =
                    rows.stream().mapToInt(each -> each.get(at).length()).max().orElse(0) + 1;
            line.append(row.get(column))
                    .append(" ".repeat(width - row.get(column).length()));
        }
        return line.toString().stripTrailing();
    }

    /** Replaces control characters, because the text is untrusted, and a terminal obeys such characters. */
    static String harmless(String text) {
        return text.replaceAll("\\p{Cntrl}", " ");
    }
}
