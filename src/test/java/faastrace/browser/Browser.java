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
 * A real Chromium for tests of pages. It opens pages and performs mouse, keyboard and touch input. It returns what the
 * page shows, the messages on its console and the accessibility problems that axe-core finds. It can only reach files
 * and loopback addresses. Without Chromium or its driver, the test is skipped.
 */
public final class Browser implements AutoCloseable {
    private static final String AXE = "/axe.min.js";
    private static final String SHIFT = "\uE008";
    private static final long PATIENCE_NANOS = 30_000_000_000L;

    private final WebDriver driver;

    /** A position in the window, in CSS pixels. */
    public record Point(int x, int y) {}

    private Browser(WebDriver driver) {
        this.driver = driver;
    }

    /**
     * Starts a headless browser.
     *
     * @param profile the folder for the browser's profile, empty or missing
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

    /** Sets the width and height of the page in CSS pixels. The page can be as small as on a phone. */
    public void size(int width, int height) {
        driver.devTools(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    /** Sets whether the browser tells pages that the user prefers dark colours. */
    public void prefersDark(boolean dark) {
        Map<String, Object> preference = Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light");
        driver.devTools("Emulation.setEmulatedMedia", Map.of("features", List.of(preference)));
    }

    /** Opens an address. */
    public void open(String address) {
        driver.post("/url", Map.of("url", address));
    }

    /**
     * Opens an address in a new window and switches to that window. It has a new page session and the default size and
     * colours.
     */
    public void openInNewWindow(String address) {
        String handle = driver.post("/window/new", Map.of("type", "window"))
                .require("handle")
                .text();
        driver.post("/window", Map.of("handle", handle));
        open(address);
    }

    /** The current address of the page, including changes that the page made itself. */
    public String address() {
        return driver.get("/url").text();
    }

    /**
     * Runs a script in every page opened from now on, before the page's own scripts.
     *
     * @return the identifier to pass to {@link #nothingBefore}
     */
    public String beforeEachPage(String script) {
        return driver.devTools("Page.addScriptToEvaluateOnNewDocument", Map.of("source", script))
                .require("identifier")
                .text();
    }

    /** Undoes {@link #beforeEachPage}. */
    public void nothingBefore(String identifier) {
        driver.devTools("Page.removeScriptToEvaluateOnNewDocument", Map.of("identifier", identifier));
    }

    /** Runs a script, which may {@code return} a value. Its arguments are {@code arguments[0]}, …. */
    public Value run(String script, Object... arguments) {
        return driver.post("/execute/sync", Map.of("script", script, "args", List.of(arguments)));
    }

    /** The return value of a script as text. Numbers and booleans are converted. */
    public String text(String script, Object... arguments) {
        Value value = run(script, arguments);
        return value.isNull() ? "" : value.text();
    }

    /** The visible text of an element. */
    public String shown(String selector) {
        return text("return document.querySelector(arguments[0]).innerText", selector);
    }

    /** Waits until an expression is true. After half a minute, the test fails. */
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

    /** A position in an element, relative to its top left corner. The element is scrolled into view first. */
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

    /** The centre of an element. */
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

    /** Moves the mouse to a position, gradually as a hand would. */
    public void hover(Point to) {
        act("mouse", List.of(Gesture.move(to)));
    }

    /** Clicks at a position with the mouse. */
    public void click(Point at) {
        act("mouse", Gesture.press(at));
    }

    /** Clicks the centre of an element with the mouse. */
    public void click(String selector) {
        click(middle(selector));
    }

    /** Presses the mouse button at one position and releases it at another. */
    public void drag(Point from, Point to) {
        act("mouse", Gesture.stroke(from, to));
    }

    /** Touches a position with a finger. */
    public void tap(Point at) {
        act("touch", Gesture.press(at));
    }

    /** Puts a finger down at one position and lifts it at another. */
    public void swipe(Point from, Point to) {
        act("touch", Gesture.stroke(from, to));
    }

    /** Puts a finger down, holds it still for a while, moves it and lifts it. */
    public void holdAndSwipe(int milliseconds, Point from, Point to) {
        List<Map<String, Object>> steps = Gesture.stroke(from, to);
        steps.add(2, Map.of("type", "pause", "duration", milliseconds));
        act("touch", steps);
    }

    /** Focuses an element and types into it. */
    public void type(String selector, String text) {
        run("document.querySelector(arguments[0]).focus()", selector);
        keys(text);
    }

    /**
     * Types into the focused element. For keys without a character, use WebDriver's codes, such as U+E00C for Escape.
     */
    public void keys(String text) {
        perform(Map.of("type", "key", "id", "keyboard", "actions", steps(text)));
    }

    /** Types into the focused element while the Shift key is down. */
    public void keysWithShift(String text) {
        List<Map<String, Object>> steps = steps(text);
        steps.add(0, Map.of("type", "keyDown", "value", SHIFT));
        steps.add(Map.of("type", "keyUp", "value", SHIFT));
        perform(Map.of("type", "key", "id", "keyboard", "actions", steps));
    }

    private static List<Map<String, Object>> steps(String text) {
        List<Map<String, Object>> steps = new ArrayList<>();
        text.codePoints().mapToObj(Character::toString).forEach(key -> {
            steps.add(Map.of("type", "keyDown", "value", key));
            steps.add(Map.of("type", "keyUp", "value", key));
        });
        return steps;
    }

    /** The warnings and errors on the console since the last call of this method. */
    public List<String> complaints() {
        return driver.post("/se/log", Map.of("type", "browser")).items().stream()
                .filter(entry -> !List.of("INFO", "DEBUG")
                        .contains(entry.require("level").text()))
                .map(entry -> entry.require("level").text() + " "
                        + entry.require("message").text())
                .toList();
    }

    /** The serious and critical problems that axe-core finds in the current page, each with the affected elements. */
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

    /** Saves a screenshot of the window. */
    public void screenshot(Path file) throws IOException {
        Files.write(file, Base64.getDecoder().decode(driver.get("/screenshot").text()));
    }

    @Override
    public void close() {
        driver.close();
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
