package faastrace.pages;

/** What all pages have in common: a head that takes style and script from the collector alone, and a bar on top. */
final class Layout {
    private Layout() {}

    /**
     * Begins a page; what follows stands in its body.
     *
     * @param signedIn whether there is something to sign out of
     * @param view what the scripts are told by the body's {@code data-} attributes, names and values in turn
     */
    static Html begin(String title, boolean signedIn, String... view) {
        Html html =
                new Html().own("<!DOCTYPE html>\n").open("html", "lang", "en").open("head");
        html.open("meta", "charset", "utf-8");
        html.open("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
        html.element("title", title + " · faas-trace");
        html.open("link", "rel", "icon", "href", Asset.icon.path());
        html.open("link", "rel", "stylesheet", "href", Asset.style.path());
        html.close().open("body", view);
        html.element("a", "Skip to the content", "class", "skip", "href", "#main");
        html.open("header", "class", "site").open("nav", "aria-label", "Site");
        html.element("a", "faas-trace", "class", "brand", "href", "/");
        html.element("a", "Functions", "href", "/");
        html.element("a", "Compare", "href", "/compare").close();
        if (signedIn) {
            html.open("form", "method", "post", "action", "/sign-out");
            html.element("button", "Sign out").close();
        }
        return html.close();
    }

    /** Has the page run a script once it is read. */
    static Html script(Html html, Asset... scripts) {
        for (Asset script : scripts) {
            html.open("script", "defer", "", "src", script.path()).close();
        }
        return html;
    }
}
