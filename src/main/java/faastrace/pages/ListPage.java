package faastrace.pages;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The first page: functions and their traces. */
public final class ListPage {
    /** What is asked for, as it stands in the address. */
    public record Asked(String search, String name, String order, int page, String first) {
        /** The address of the same with another value, from the first page. */
        String with(String key, String value) {
            Map<String, String> parts = new LinkedHashMap<>();
            parts.put("q", search);
            parts.put("name", name);
            parts.put("order", order.equals("newest") ? "" : order);
            parts.put("first", first);
            parts.put(key, value);
            StringBuilder address = new StringBuilder();
            parts.forEach((name, text) -> {
                if (!text.isEmpty()) {
                    address.append(address.isEmpty() ? '?' : '&').append(name).append('=');
                    address.append(URLEncoder.encode(text, StandardCharsets.UTF_8));
                }
            });
            return address.toString();
        }
    }

    /**
     * A function that has sent traces.
     *
     * @param name what it calls itself
     * @param traces how many are kept
     * @param newest when the last one came
     */
    public record Function(String name, long traces, Instant newest) {}

    /**
     * What there is to show.
     *
     * @param functions the latest
     * @param functionCount how many there are
     * @param traces one page of them
     * @param traceCount how many there are
     * @param page which page this is
     * @param pages how many pages can be shown
     * @param reach how many traces those hold at most
     * @param waiting how many the order does not cover yet, as their samples are still to be counted
     * @param unreadable how many it can't cover
     * @param call the id of the invocation that these traces hold; empty where none was looked for
     * @param more where more of them may be found, from the first page; empty where all was looked through
     */
    public record Found(
            List<Function> functions,
            long functionCount,
            List<Listed> traces,
            long traceCount,
            int page,
            int pages,
            long reach,
            long waiting,
            long unreadable,
            String call,
            String more) {
        /** The same functions, with the traces that hold a call. */
        public Found holding(String id, List<Listed> those, String further) {
            return new Found(functions, 0, those, those.size(), 1, 1, reach, 0, 0, id, further);
        }
    }

    private static final Map<String, String> ORDERS = new LinkedHashMap<>();

    static {
        ORDERS.put("newest", "newest first");
        ORDERS.put("oldest", "oldest first");
        ORDERS.put("slowest", "slowest invocation first");
        ORDERS.put("samples", "most samples first");
        ORDERS.put("longest", "longest first");
        ORDERS.put("largest", "largest first");
    }

    private final Asked asked;
    private final Found found;
    private final Instant now;
    private final Site site;
    private final Html html;

    private ListPage(Asked asked, Found found, Instant now, Site site) {
        this.asked = asked;
        this.found = found;
        this.now = now;
        this.site = site;
        String title = asked.name().isEmpty() ? "Functions" : asked.name();
        this.html = Layout.begin(title, site, "class", "list", "data-call", found.call());
    }

    /** Whether traces can be had in that order. */
    public static boolean knows(String order) {
        return ORDERS.containsKey(order);
    }

    /** The whole page. */
    public static String of(Asked asked, Found found, Instant now, Site site) {
        return new ListPage(asked, found, now, site).write();
    }

    private String write() {
        html.open("main", "id", "main");
        boolean empty = found.traceCount() == 0
                && asked.search().isEmpty()
                && asked.name().isEmpty();
        html.element("h1", asked.name().isEmpty() ? "Functions and their traces" : asked.name());
        if (empty) {
            welcome();
        } else {
            controls();
            html.open("div", "class", "columns");
            functions();
            traces();
            html.close();
        }
        html.close();
        return Layout.script(html, site, Asset.list).toString();
    }

    private void welcome() {
        html.open("section", "class", "welcome").element("h2", "No traces yet");
        html.element(
                "p",
                "A function that faas-trace patched sends its own when it is invoked; its agent needs to know"
                        + " this address. To see at once what a trace looks like, send one of any program on this machine:");
        html.open("pre", "tabindex", "0").element("code", """
                perf record -g -F 200 -o perf.data -- sleep 5
                perf script --header -i perf.data |
                  curl -X POST -H 'X-name: hello' --data-binary @- THIS-ADDRESS/
                """).close();
        html.element(
                "p",
                "This page shows it as soon as it has come. Have functions patched by faas-trace patch, or"
                        + " record them from their host by faas-trace record.");
        html.close();
    }

    private void controls() {
        html.open("form", "class", "find", "role", "search", "method", "get", "action", site.root());
        html.open("label").text("Find ");
        html.open(
                "input",
                "type",
                "search",
                "name",
                "q",
                "value",
                asked.search(),
                "placeholder",
                "a function, or a call id");
        html.close();
        hidden("name", asked.name());
        hidden("first", asked.first());
        html.open("label").text("Order ").open("select", "name", "order");
        ORDERS.forEach((order, words) ->
                html.element("option", words, "value", order, "selected", order.equals(asked.order()) ? "" : null));
        html.close().close().element("button", "Show").close();
        if (!asked.name().isEmpty() || !asked.search().isEmpty()) {
            html.open("p")
                    .element("a", "Show all functions", "href", site.root())
                    .close();
        }
        coverage();
    }

    /** An order that leaves traces out must say so. */
    private void coverage() {
        if (found.waiting() > 0) {
            note(HumanFormat.count(found.waiting(), "trace is", "traces are")
                    + " not in this order yet. Traces whose samples are still being counted come last.");
        }
        if (found.unreadable() > 0) {
            note(HumanFormat.count(found.unreadable(), "trace is", "traces are")
                    + " not in this order: counting in the background failed, or took too much time or memory."
                    + " Open a trace to have it counted.");
        }
    }

    private void note(String text) {
        html.element("p", text, "class", "note", "role", "status");
    }

    private void hidden(String name, String value) {
        if (!value.isEmpty()) {
            html.open("input", "type", "hidden", "name", name, "value", value);
        }
    }

    private void functions() {
        html.open("section", "class", "functions", "aria-labelledby", "functions");
        html.element("h2", HumanFormat.count(found.functionCount(), "function", "functions"), "id", "functions");
        html.open("ul");
        for (Function function : found.functions()) {
            boolean chosen = function.name().equals(asked.name());
            html.open("li")
                    .open(
                            "a",
                            "href",
                            site.to(new Asked("", function.name(), asked.order(), 1, asked.first()).with("page", "")),
                            "aria-current",
                            chosen ? "true" : null);
            html.element("span", function.name(), "class", "name");
            html.element(
                    "span",
                    HumanFormat.count(function.traces(), "trace", "traces") + ", "
                            + HumanFormat.ago(function.newest(), now),
                    "class",
                    "soft");
            html.close().close();
        }
        html.close();
        if (found.functions().size() < found.functionCount()) {
            html.element("p", "These came last. Find the others by name.");
        }
        html.close();
    }

    private void traces() {
        html.open("section", "class", "traces", "aria-labelledby", "traces");
        String which = found.call().isEmpty() ? "" : " with the call " + found.call();
        html.element("h2", HumanFormat.count(found.traceCount(), "trace", "traces") + which, "id", "traces");
        if (!asked.first().isEmpty()) {
            html.open("p", "class", "note").text("Choose what to compare " + asked.first() + " with, or ");
            html.element("a", "don’t compare", "href", site.to(asked.with("first", "")))
                    .text(".")
                    .close();
        }
        if (found.traces().isEmpty()) {
            html.element("p", found.more().isEmpty() ? "Nothing here by that name or call id." : "Not found so far.");
        } else {
            html.open("form", "method", "get", "action", site.to("compare"));
            table();
            if (asked.first().isEmpty()) {
                html.open("p", "class", "act").element("button", "Compare two", "id", "compare");
                html.element("span", "Mark two traces.", "id", "marked", "class", "soft", "role", "status");
                html.close();
            }
            html.close();
        }
        pages();
        if (!found.more().isEmpty()) {
            html.open("p")
                    .element("a", "Search older traces", "class", "button", "href", site.to(found.more()))
                    .close();
        }
        html.close();
    }

    private void table() {
        html.open("table", "class", "traces", "role", "table").open("thead", "role", "rowgroup");
        html.open("tr", "role", "row");
        for (String head :
                List.of("Received", "Function", "Over time", "Lasted", "CPU", "Invocations", "Hottest", "Size")) {
            html.element("th", head, "scope", "col", "role", "columnheader");
        }
        html.close().close().open("tbody", "role", "rowgroup");
        for (Listed trace : found.traces()) {
            TraceRow.write(html, trace, new TraceRow.Way(site, asked.first(), found.call()), now);
        }
        html.close().close();
    }

    private void pages() {
        if (found.pages() > 1) {
            html.open("nav", "class", "pages", "aria-label", "Pages");
            step("Back", found.page() - 1);
            html.element("span", "Page " + found.page() + " of " + found.pages());
            step("On", found.page() + 1);
            html.close();
        }
        if (found.traceCount() > found.reach()) {
            html.element(
                    "p",
                    "The pages show the first " + HumanFormat.count(found.reach(), "trace", "traces")
                            + ". Change the order, or search for a name, to see others.");
        }
    }

    private void step(String text, int page) {
        if (page >= 1 && page <= found.pages()) {
            html.element(
                    "a",
                    text,
                    "class",
                    "button",
                    "aria-label",
                    text + " to page " + page,
                    "href",
                    site.to(asked.with("page", String.valueOf(page))));
        }
    }
}
