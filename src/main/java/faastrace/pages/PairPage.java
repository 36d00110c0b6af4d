package faastrace.pages;

import java.util.List;

/** Two traces against each other. */
public final class PairPage {
    private PairPage() {}

    /** How to choose two, where they are not chosen yet. */
    public static String choose(Site site) {
        Html html = Layout.begin("Compare", site, "class", "small").open("main", "id", "main");
        html.element("h1", "Compare two traces");
        html.element(
                "p",
                "Two runs of a function, before and after a change, or on two machines: mark two traces in the"
                        + " list, and press “Compare two”.");
        html.open("p").element("a", "To the list", "class", "button", "href", site.root());
        return html.toString();
    }

    /** The whole page of the two. */
    public static String of(Listed before, Listed after, Site site) {
        Html html =
                Layout.begin(before.name() + " against " + after.name(), site, "class", "pair", "data-view", "pair");
        html.open("div", "class", "title");
        html.element(
                "h1",
                before.name().equals(after.name())
                        ? before.name() + ": two traces"
                        : before.name() + " against " + after.name());
        html.element("p", order(before, after), "id", "order");
        html.element("p", "Drawing…", "id", "facts", "role", "status");
        html.open("p", "class", "act")
                .element(
                        "a",
                        "Swap sides",
                        "class",
                        "button",
                        "id",
                        "swap",
                        "href",
                        site.to("compare?before=" + after.key() + "&after=" + before.key()))
                .close()
                .close();
        html.open("main", "id", "main");
        html.open("div", "class", "sides");
        boolean closely = HumanFormat.time(before.time()).equals(HumanFormat.time(after.time()));
        side(html, site, "before", before, closely);
        side(html, site, "after", after, closely);
        html.close();
        picture(html);
        html.close();
        html.open("footer")
                .own("Keys: <kbd>/</kbd> search, <kbd>i</kbd> icicle, <kbd>d</kbd> dark, <kbd>Esc</kbd> back."
                        + " The address holds the whole view.")
                .close();
        return Layout.script(html, site, Asset.chart, Asset.live, Asset.pair).toString();
    }

    /** Which of the two is the older one. */
    private static String order(Listed before, Listed after) {
        int age = before.time().compareTo(after.time());
        if (age == 0) {
            return before.key().equals(after.key())
                    ? "Both sides show the same trace."
                    : "Both traces were received at the same time.";
        }
        String gap = HumanFormat.gap(before.time(), after.time());
        return age < 0
                ? "“Before” is the older trace. “After” was received " + gap + " later."
                : "“Before” is the newer trace, as the address asks. “After” was received " + gap + " earlier.";
    }

    /** @param closely whether the time needs its milliseconds to tell the two sides apart */
    private static void side(Html html, Site site, String id, Listed trace, boolean closely) {
        String title = id.equals("before") ? "Before" : "After";
        String time = closely ? HumanFormat.exactTime(trace.time()) : HumanFormat.time(trace.time());
        html.open(
                "section",
                "id",
                id,
                "data-trace",
                site.to("v1/traces/" + trace.key()),
                "aria-labelledby",
                id + "Title");
        html.open("h2", "id", id + "Title").text(title + ": ");
        html.element("a", trace.name() + ", " + time + " UTC", "href", site.to("traces/" + trace.key()))
                .close();
        html.element("p", "Waiting…", "class", "about", "role", "status");
        html.open("form", "class", "choice", "aria-label", title + ": what is shown");
        html.open("label", "hidden", "").text("Event ").open("select", "name", "event", "id", id + "-event");
        html.close().close();
        for (List<String> field : List.of(List.of("invocation", "Invocation"), List.of("thread", "Thread"))) {
            html.open("label")
                    .text(field.get(1) + " ")
                    .open("select", "name", field.get(0), "id", id + "-" + field.get(0));
            html.element("option", "all", "value", "").close().close();
        }
        for (List<String> field : List.of(List.of("from", "From", "start"), List.of("to", "to", "end"))) {
            html.open("label").text(field.get(1) + " ");
            html.open(
                    "input",
                    "name",
                    field.get(0),
                    "id",
                    id + "-" + field.get(0),
                    "inputmode",
                    "decimal",
                    "size",
                    "6",
                    "placeholder",
                    field.get(2));
            html.text(" s").close();
        }
        html.element("button", "All of it", "type", "button", "class", "all").close();
        html.open("div", "class", "scroll")
                .open(
                        "canvas",
                        "id",
                        id + "-heat",
                        "tabindex",
                        "0",
                        "role",
                        "img",
                        "aria-label",
                        title + ": heat map. Arrow keys move, Shift and arrows choose a range, Escape shows all.");
        html.close().close();
        html.element("p", "", "id", id + "-scale", "class", "scale", "hidden", "");
        html.element("p", "", "id", id + "-empty", "class", "note", "role", "status", "hidden", "");
        html.element("p", "", "id", id + "-beyond", "class", "note", "hidden", "");
        html.element("p", "Drag over cells to choose a range.", "class", "heatStatus", "role", "status")
                .close();
    }

    private static void picture(Html html) {
        html.open("section", "aria-labelledby", "flameTitle").element("h2", "Where it differs", "id", "flameTitle");
        html.own("""
                <div class="bar">
                <label>Show <select id="layout"><option value="">the difference</option><option value="beside">side by side</option></select></label>
                <label id="sideLabel">Width <select id="side"><option value="">of both</option><option value="before">before</option><option value="after">after</option></select></label>
                <label>Search <input id="search" type="search" placeholder="regular expression"></label>
                <button type="button" id="icicle" aria-pressed="false">Icicle</button>
                <button type="button" id="unzoom">Zoom out</button>
                <button type="button" id="dark" aria-pressed="false">Dark</button>
                <output id="found"></output>
                </div>
                <p class="key"><span class="more"></span> more after <span class="less"></span> less after; each as a share of its own side</p>
                <p id="unlike" class="note" hidden></p>
                <p id="deeper" class="note" hidden></p>
                <div id="graphs" class="some">
                <div class="tall"><canvas id="flame" tabindex="0" role="img" aria-label="Differential flame graph. Arrow keys move, Enter zooms, Escape zooms out."></canvas></div>
                <div class="tall second" hidden><canvas id="flame2" tabindex="0" role="img" aria-label="Flame graph of what came after. Arrow keys move, Enter zooms, Escape zooms out."></canvas></div>
                </div>
                <p id="status" class="some" role="status">Point at a box, or use the arrow keys in the picture.</p>
                """);
        html.close();
        html.own("""
                <section id="changes" class="some" aria-labelledby="topTitle"><h2 id="topTitle">What changed most</h2>
                <p id="noRows" hidden></p>
                <div class="wide"><table id="top"><thead><tr></tr></thead><tbody></tbody></table></div></section>
                """);
    }
}
