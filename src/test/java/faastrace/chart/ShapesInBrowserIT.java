package faastrace.chart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import faastrace.trace.Selection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Tests in a real browser the shapes of a flame graph: folded, hidden, collapsed, focused, inverted, with callers. */
class ShapesInBrowserIT extends PageBrowserFixture {
    private static final String ESCAPE = "\uE00C";
    private static final String ENTER = "\uE007";
    private static final String UP = "\uE013";
    private static final String DOWN = "\uE015";
    private static final String HOSTILE = "<img src=x onerror=alert(1)>";

    private static final String PYTHON = "/usr/lib/libpython3.12.so.1.0";
    private static final String OWN = "/tmp/perf-7.map";

    /** The interpreter runs {@code py::a}, which calls {@code py::b} and, through the interpreter, the kernel. */
    private static final String TEXT = "# faas-trace 1\n# faas-trace meta function=pi rate=100\n"
            + "# faas-trace invocation id=one start=10.0 end=10.5 pid=7 tid=8 overlap=0 cpu=30000000 ready=20000000"
            + " throttled=5000000\n"
            + "# faas-trace invocation id=two start=10.5 end=11.5 pid=7 tid=8 overlap=0\n"
            + sample("10.1", "eval", PYTHON, "py::a:/f/a.py", OWN, "eval", PYTHON, "_start", "/usr/bin/python3")
            + sample("10.2", "eval", PYTHON, "py::b:/f/b.py", OWN, "eval", PYTHON, "py::a:/f/a.py", OWN, "run", PYTHON)
            + sample("10.3", "read", "[kernel.kallsyms]", "eval", PYTHON, "py::b:/f/b.py", OWN, "eval", PYTHON)
            + sample("11.2", "collect", PYTHON, "run", PYTHON)
            + sample("11.9", HOSTILE, "/bin/own", "py::a:/f/a.py", OWN, "run", PYTHON);

    private static final String TREE = "return [...page.tree.parent.keys()].filter(node => page.totals[node] > 0)"
            + ".map(node => page.tree.name(node) + ' ' + page.totals[node]).join(', ')";

    @Test
    void framesOfARuntimeAreFoldedAndNoTotalChanges() throws IOException {
        open("");
        assertThat(browser.text(TREE))
                .isEqualTo("all 5, app 5, (Python) 1, py::a:/f/a.py 3, py::b:/f/b.py 1, py::b:/f/b.py 1, read 1, "
                        + HOSTILE + " 1");
        String folded = totals();
        assertThat(browser.shown("#top")).contains("py::a:/f/a.py").doesNotContain("eval");
        browser.click("#runtime");
        assertThat(browser.address()).contains("runtime=on");
        assertThat(browser.shown("#top")).contains("eval", "collect").doesNotContain("(Python)");
        assertThat(totals()).isEqualTo(folded);
    }

    @Test
    void theTableSortsFiltersAndCountsPerInvocation() throws IOException {
        open("#runtime=on");
        assertThat(rows()).startsWith("eval 40.0 % 60.0 % 15.0 ms");
        browser.click("#top thead th:nth-child(3) button");
        assertThat(browser.address()).contains("sort=total");
        assertThat(browser.text("return document.activeElement.textContent")).isEqualTo("total");
        browser.type("#filter", "b.py");
        assertThat(rows()).isEqualTo("py::b:/f/b.py 0.00 % 40.0 % 10.0 ms");
        assertThat(browser.address()).contains("filter=b.py");
        browser.run("change({from: '0', to: '1'})");
        assertThat(rows())
                .as("a part of the time has no numbers per invocation")
                .doesNotContain("ms");
    }

    @Test
    void callersAreAboveAndCalleesBelowOneFunction() throws IOException {
        open("");
        browser.click("#top tbody tr:nth-child(2) button");
        String name = browser.text("return state.of");
        assertThat(browser.shown("#flameTitle")).isEqualTo("Callers and callees of " + name);
        browser.run("change({of: 'py::b:/f/b.py'})");
        assertThat(browser.text(TREE)).isEqualTo("all 2, py::b:/f/b.py 2, read 1");
        assertThat(browser.text("return [...page.above.tree.parent.keys()].map(node =>"
                        + " page.above.tree.name(node) + ' ' + page.above.totals[node]).join(', ')"))
                .isEqualTo("all 2, py::b:/f/b.py 2, py::a:/f/a.py 1, app 1, app 1");
        assertThat(browser.run("return byId('callers').checkVisibility()").flag())
                .isTrue();
        assertThat(browser.barriers()).isEmpty();
        browser.run("document.activeElement.blur()");
        browser.keys(ESCAPE);
        assertThat(browser.run("return byId('callers').checkVisibility()").flag())
                .isFalse();
        assertThat(browser.text("return page.totals[0]")).isEqualTo("5");
    }

    @Test
    void anInvertedGraphBeginsWithTheEndsOfTheStacks() throws IOException {
        open("#shape=inverted");
        assertThat(browser.text("return [...page.tree.parent.keys()].filter(node => page.tree.depth[node] === 1)"
                        + ".map(node => page.tree.name(node) + ' ' + page.totals[node]).sort().join(', ')"))
                .isEqualTo("(Python) 1, " + HOSTILE + " 1, py::a:/f/a.py 1, py::b:/f/b.py 1, read 1");
        assertThat(browser.text("return page.totals[0]")).isEqualTo("5");
    }

    @Test
    void callsStandInTheOrderOfTimeAndCanBeZoomedInto() throws IOException {
        open("#shape=time");
        assertThat(browser.text(TREE))
                .isEqualTo("all 5, app 5, py::a:/f/a.py 2, py::b:/f/b.py 1, py::b:/f/b.py 1, read 1, (Python) 1,"
                        + " py::a:/f/a.py 1, " + HOSTILE + " 1");
        browser.run("page.flame.zoomTo(7)");
        assertThat(browser.text("return page.flame.zoom + ' ' + page.totals[page.flame.zoom]"))
                .as("the second call of the same function")
                .isEqualTo("7 1");
    }

    @Test
    void theMenuOfABoxOpensWithTheKeyboardAndHidesItsFunction() throws IOException {
        open("");
        browser.type("#flame", UP + UP);
        assertThat(browser.shown("#status")).startsWith("py::a:/f/a.py: 3 samples, 60.0 %, 20.0 % self");
        browser.run(
                "byId('flame').dispatchEvent(new KeyboardEvent('keydown', {key: 'F10', shiftKey: true, bubbles: true,"
                        + " cancelable: true}))");
        assertThat(browser.shown("#menu")).contains("Zoom in", "Show callers and callees", "Collapse a.py", "Copy");
        assertThat(browser.barriers()).isEmpty();
        browser.keys(ESCAPE);
        assertThat(browser.text("return byId('menu').hidden + ' ' + document.activeElement.id"))
                .isEqualTo("true flame");
        browser.run("page.flame.key(new KeyboardEvent('keydown', {key: 'ContextMenu'}))");
        browser.keys(DOWN + DOWN + DOWN + ENTER);
        assertThat(browser.text("return state.hide")).isEqualTo("py::a:/f/a.py");
        assertThat(browser.text("return page.totals[0]")).isEqualTo("5");
        assertThat(browser.text(TREE)).doesNotContain("py::a");
        assertThat(browser.shown("#chips")).isEqualTo("hidden py::a:/f/a.py ✕");
        browser.run("document.activeElement.blur()");
        browser.keys(ESCAPE);
        assertThat(browser.text(TREE)).contains("py::a:/f/a.py 3");
    }

    @Test
    void aModuleIsCollapsedAndAFunctionFocusedOn() throws IOException {
        open("#collapse=%2Ff%2Fb.py&runtime=on");
        assertThat(browser.text(TREE)).contains("[b.py] 1").doesNotContain("py::b:/f/b.py");
        open("#focus=py%3A%3Aa%3A%2Ff%2Fa.py");
        assertThat(browser.text(TREE)).isEqualTo("all 3, py::a:/f/a.py 3, py::b:/f/b.py 1, " + HOSTILE + " 1");
        browser.run("page.flame.hover(1)");
        assertThat(browser.shown("#status"))
                .as("shares are shares of everything")
                .contains("3 samples, 60.0 %");
    }

    @Test
    void hostileNamesAreTextInMenusTooltipsLegendsAndLists() throws IOException {
        open("#hide=" + "%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E%0A%3Cb%3E&of=%3Ci%3E");
        browser.run(
                "change({hide: '', of: ''}); page.openMenu(arguments[0], -1, {x: 9, y: 9}, byId('flame'));"
                        + "tip.show({clientX: 5, clientY: 5}, arguments[0]);",
                HOSTILE);
        assertThat(browser.shown("#menu")).contains(HOSTILE);
        assertThat(browser.shown("#tip")).isEqualTo(HOSTILE);
        browser.run("change({hide: arguments[0], of: arguments[0]})", HOSTILE);
        assertThat(browser.shown("#chips")).contains(HOSTILE);
        assertThat(browser.text("return document.querySelectorAll('img, b').length"))
                .isEqualTo("0");
    }

    @Test
    void zoomSearchAndColoursDoNotWeighSamplesAgain() throws IOException {
        open("");
        browser.run(
                "window.weighed = 0; for (const [of, name] of [[Profile.prototype, 'weights'], [Tree.prototype, 'totals'],"
                        + " [Tree.prototype, 'byLabel']]) { const plain = of[name];"
                        + " of[name] = function (...all) { weighed++; return plain.apply(this, all); }; }");
        browser.run("page.flame.zoomTo(2); change({search: 'b'}); change({icicle: 'on'}); change({colour: 'kind'});"
                + "change({sort: 'name'}); change({dark: 'on'})");
        assertThat(browser.text("return weighed")).isEqualTo("0");
        browser.run("change({thread: '7/8'})");
        assertThat(browser.run("return weighed > 0").flag()).isTrue();
    }

    private static String totals() {
        return browser.text("const {total} = page.functions.counts; return page.totals[0] + ' ' + ['app', 'read',"
                + " 'py::a:/f/a.py', 'py::b:/f/b.py'].map(name => total[page.main.names.indexOf(name)])");
    }

    private static String rows() {
        return browser.text("return [...document.querySelectorAll('#top tbody tr')].map(row =>"
                + " [...row.cells].map(cell => cell.textContent).join(' ')).join(', ')");
    }

    private static String sample(String time, String... framesAndFiles) {
        StringBuilder text = new StringBuilder("app 7/8 [000] " + time + ": 10000000 cpu-clock:u: \n");
        for (int i = 0; i < framesAndFiles.length; i += 2) {
            text.append("\t    7f3 ")
                    .append(framesAndFiles[i])
                    .append("+0x10 (")
                    .append(framesAndFiles[i + 1])
                    .append(")\n");
        }
        return text.append('\n').toString();
    }

    private static void open(String link) throws IOException {
        ByteArrayOutputStream page = new ByteArrayOutputStream();
        Page.heatMap("x", Traces.of(TEXT), Selection.ALL, page);
        open(page.toString(UTF_8), link);
    }
}
