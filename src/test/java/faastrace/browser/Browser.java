package faastrace.browser;

import faastrace.Means;
import faastrace.document.Value;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * A real Chromium for tests of pages: it opens them, points, types and touches, and tells what the page shows, what its
 * console complains about and what a checker of accessibility finds. It reaches files and loopback, and no other
 * address. Without Chromium or its driver the test is skipped.
 */
public final class Browser implements AutoCloseable {
    private static final String AXE = "/axe.min.js";
    private static final int STEPS = 8;
    private static final long PATIENCE_NANOS = 30_000_000_000L;

    private final WebDriver driver;

    /** A place in the window, in CSS pixels. */
    public record Point(int x, int y) {}

    private Browser(WebDriver driver) {
        this.driver = driver;
    }

    /**
     * Starts one without a window on a screen.
     *
     * @param profile a folder of its own, empty or missing
     */
    public static Browser start(Path profile) throws IOException {
        Means.require("chromium", "chromedriver");
        List<String> arguments = List.of(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--force-device-scale-factor=1",
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
                "--user-data-dir=" + profile.toAbsolutePath());
        WebDriver driver = new WebDriver(Map.of(
                "browserName",
                "chrome",
                "goog:loggingPrefs",
                Map.of("browser", "ALL"),
                "goog:chromeOptions",
                Map.of("args", arguments)));
        Browser browser = new Browser(driver);
        browser.size(1200, 900);
        return browser;
    }

    /** How wide and high the page is, in CSS pixels, down to a telephone's. */
    public void size(int width, int height) {
        driver.devTools(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    /** What the page is told of the colours that its reader prefers. */
    public void prefersDark(boolean dark) {
        Map<String, Object> preference = Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light");
        driver.devTools("Emulation.setEmulatedMedia", Map.of("features", List.of(preference)));
    }

    /** Goes to that address. */
    public void open(String address) {
        driver.post("/url", Map.of("url", address));
    }

    /** Opens that address in a window of its own, and goes on there; the session, with its size and colours, is new. */
    public void openInNewWindow(String address) {
        String handle = driver.post("/window/new", Map.of("type", "window"))
                .require("handle")
                .text();
        driver.post("/window", Map.of("handle", handle));
        open(address);
    }

    /** The page's address as it stands, with what the page itself put into it. */
    public String address() {
        return driver.get("/url").text();
    }

    /**
     * Runs a script in every page that is opened from now on, before the page's own scripts.
     *
     * @return what {@link #nothingBefore} takes
     */
    public String beforeEachPage(String script) {
        return driver.devTools("Page.addScriptToEvaluateOnNewDocument", Map.of("source", script))
                .require("identifier")
                .text();
    }

    /** Ends {@link #beforeEachPage}. */
    public void nothingBefore(String identifier) {
        driver.devTools("Page.removeScriptToEvaluateOnNewDocument", Map.of("identifier", identifier));
    }

    /** Runs a script, which may {@code return} something; its arguments are {@code arguments[0]}, …. */
    public Value run(String script, Object... arguments) {
        return driver.post("/execute/sync", Map.of("script", script, "args", List.of(arguments)));
    }

    /** What a script returns, as text; numbers and flags too. */
    public String text(String script, Object... arguments) {
        Value value = run(script, arguments);
        return value.isNull() ? "" : value.text();
    }

    /** The text that an element shows. */
    public String shown(String selector) {
        return text("return document.querySelector(arguments[0]).innerText", selector);
    }

    /** Waits until an expression is true; for half a minute, then the test fails. */
    public void await(String expression, Object... arguments) {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!run("return !!(" + expression + ")", arguments).flag()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("never true: " + expression + "; the page shows: "
                        + text("return document.body.innerText.slice(0, 2000)") + "; the console: " + complaints());
            }
            pause(50);
        }
    }

    /** A place in an element, counted from its left top corner; it is brought into sight first. */
    public Point in(String selector, double x, double y) {
        List<Value> place = run(
                        "const e = document.querySelector(arguments[0]); e.scrollIntoView({block: 'center'});"
                                + "const b = e.getBoundingClientRect();"
                                + "return [Math.round(b.left + arguments[1]), Math.round(b.top + arguments[2])]",
                        selector,
                        x,
                        y)
                .items();
        return new Point(
                Integer.parseInt(place.get(0).text()),
                Integer.parseInt(place.get(1).text()));
    }

    /** The middle of an element. */
    public Point middle(String selector) {
        List<Value> size = run(
                        "const b = document.querySelector(arguments[0]).getBoundingClientRect();"
                                + "return [b.width / 2, b.height / 2]",
                        selector)
                .items();
        return in(
                selector,
                Double.parseDouble(size.get(0).text()),
                Double.parseDouble(size.get(1).text()));
    }

    /** Moves the mouse there, in steps as a hand does. */
    public void hover(Point to) {
        act("mouse", List.of(move(to)));
    }

    /** Clicks with the mouse. */
    public void click(Point at) {
        act("mouse", List.of(move(at), press(), release()));
    }

    /** Clicks on an element with the mouse. */
    public void click(String selector) {
        click(middle(selector));
    }

    /** Presses the mouse at one place and lets go at another. */
    public void drag(Point from, Point to) {
        act("mouse", stroke(from, to));
    }

    /** Touches a place with a finger. */
    public void tap(Point at) {
        act("touch", List.of(move(at), press(), release()));
    }

    /** Puts a finger down at one place and lifts it at another. */
    public void swipe(Point from, Point to) {
        act("touch", stroke(from, to));
    }

    /** Puts a finger down, holds it there for a while, moves it and lifts it. */
    public void holdAndSwipe(int milliseconds, Point from, Point to) {
        List<Map<String, Object>> steps = stroke(from, to);
        steps.add(2, Map.of("type", "pause", "duration", milliseconds));
        act("touch", steps);
    }

    /** Types into an element, which gets the focus first. */
    public void type(String selector, String text) {
        run("document.querySelector(arguments[0]).focus()", selector);
        keys(text);
    }

    /** Types into whatever has the focus; keys without a letter are those of WebDriver, such as U+E00C for Escape. */
    public void keys(String text) {
        List<Map<String, Object>> steps = new ArrayList<>();
        text.codePoints().mapToObj(Character::toString).forEach(key -> {
            steps.add(Map.of("type", "keyDown", "value", key));
            steps.add(Map.of("type", "keyUp", "value", key));
        });
        perform(Map.of("type", "key", "id", "keyboard", "actions", steps));
    }

    /** What the console has been told since last asked, warnings and errors alone. */
    public List<String> complaints() {
        return driver.post("/se/log", Map.of("type", "browser")).items().stream()
                .filter(entry -> !List.of("INFO", "DEBUG")
                        .contains(entry.require("level").text()))
                .map(entry -> entry.require("level").text() + " "
                        + entry.require("message").text())
                .toList();
    }

    /** What axe-core calls serious or critical on the page as it stands, each with the elements that have it. */
    public List<String> barriers() {
        run(resource(AXE));
        return driver.post(
                        "/execute/async",
                        Map.of(
                                "script",
                                "const done = arguments[0]; axe.run().then(found => done(found.violations"
                                        + ".filter(v => v.impact === 'serious' || v.impact === 'critical')"
                                        + ".map(v => v.id + ': ' + v.nodes.map(n => n.html + ' ' + n.failureSummary)"
                                        + ".join(' | '))), fault => done(['axe: ' + fault]))",
                                "args",
                                List.of()))
                .texts();
    }

    /** Keeps a picture of what the window shows. */
    public void screenshot(Path file) throws IOException {
        Files.write(file, Base64.getDecoder().decode(driver.get("/screenshot").text()));
    }

    @Override
    public void close() {
        driver.close();
    }

    private static Map<String, Object> move(Point to) {
        return Map.of("type", "pointerMove", "duration", 20, "x", to.x(), "y", to.y());
    }

    private static Map<String, Object> press() {
        return Map.of("type", "pointerDown", "button", 0);
    }

    private static Map<String, Object> release() {
        return Map.of("type", "pointerUp", "button", 0);
    }

    private static List<Map<String, Object>> stroke(Point from, Point to) {
        List<Map<String, Object>> steps = new ArrayList<>(List.of(move(from), press()));
        for (int i = 1; i <= STEPS; i++) {
            int x = from.x() + (to.x() - from.x()) * i / STEPS;
            int y = from.y() + (to.y() - from.y()) * i / STEPS;
            steps.add(move(new Point(x, y)));
        }
        steps.add(release());
        return steps;
    }

    private void act(String kind, List<Map<String, Object>> steps) {
        perform(Map.of("type", "pointer", "id", kind, "parameters", Map.of("pointerType", kind), "actions", steps));
    }

    private void perform(Map<String, Object> source) {
        driver.post("/actions", Map.of("actions", List.of(source)));
    }

    private static void pause(long milliseconds) {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String resource(String name) {
        try (InputStream in = Browser.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
