package faastrace.pages;

import java.util.ArrayList;
import java.util.List;

/** What all pages have in common: a head that takes style and script from the collector alone, and a bar on top. */
final class Layout {
    private Layout() {}

    /**
     * Begins a page; what follows stands in its body.
     *
     * @param site where the page stands
     * @param view what the scripts are told by the body's {@code data-} attributes, names and values in turn
     */
    static Html begin(String title, Site site, String... view) {
        Html html =
                new Html().own("<!DOCTYPE html>\n").open("html", "lang", "en").open("head");
        html.open("meta", "charset", "utf-8");
        html.open("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
        html.element("title", title + " · faas-trace");
        html.open("link", "rel", "icon", "href", site.to(Asset.icon.path()));
        html.open("link", "rel", "stylesheet", "href", site.to(Asset.style.path()));
        List<String> told = new ArrayList<>(List.of("data-root", site.root()));
        told.addAll(List.of(view));
        html.close().open("body", told.toArray(new String[0]));
        html.element("a", "Skip to the content", "class", "skip", "href", "#main");
        html.open("header", "class", "site").open("nav", "aria-label", "Site");
        html.element("a", "faas-trace", "class", "brand", "href", site.root());
        html.element("a", "Functions", "href", site.root());
        html.element("a", "Compare", "href", site.to("compare")).close();
        if (site.signedIn()) {
            html.open("form", "method", "post", "action", site.to("sign-out"));
            html.element("button", "Sign out").close();
        }
        return html.close();
    }

    /** Has the page run a script once it is read. */
    static Html script(Html html, Site site, Asset... scripts) {
        for (Asset script : scripts) {
            html.open("script", "defer", "", "src", site.to(script.path())).close();
        }
        return html;
    }
}
