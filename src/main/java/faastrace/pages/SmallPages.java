package faastrace.pages;

/** Pages that say one thing. */
public final class SmallPages {
    private SmallPages() {}

    /** What went wrong, and the cure. */
    public static String error(Site site, int status, String what, String cure) {
        Html html = Layout.begin(what, site, "class", "small").open("main", "id", "main");
        html.element("p", String.valueOf(status), "class", "status")
                .element("h1", sentence(what).replaceFirst("\\.$", ""));
        html.element("p", sentence(cure));
        html.open("p").element("a", "To all functions", "class", "button", "href", site.root());
        return html.toString();
    }

    /**
     * Asks for a token.
     *
     * @param there where to go then, an address of ours
     * @param wrong whether the last one was not known
     */
    public static String signIn(Site site, String there, boolean wrong) {
        Html html = Layout.begin("Sign in", site, "class", "small").open("main", "id", "main");
        html.element("h1", "Sign in");
        html.element(
                "p",
                "This collector shows its traces to those who have a token: a line of the file that it was"
                        + " started with, --token-file.");
        html.open("form", "id", "enter", "method", "post", "action", site.to("sign-in"));
        html.open("input", "type", "hidden", "name", "to", "value", there);
        html.open("label").text("Token ");
        html.open(
                "input",
                "type",
                "password",
                "name",
                "token",
                "required",
                "",
                "autocomplete",
                "current-password",
                "autofocus",
                "",
                "aria-describedby",
                wrong ? "wrong" : null,
                "aria-invalid",
                wrong ? "true" : null);
        html.close().element("button", "Sign in").close();
        if (wrong) {
            html.element("p", "That token is not a known one.", "id", "wrong", "class", "bad", "role", "alert");
        }
        html.element("p", "It is kept in a cookie that only this collector gets, until the browser is closed.");
        return Layout.script(html.close(), site, Asset.enter).toString();
    }

    private static String sentence(String text) {
        return text.isEmpty() ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1) + ".";
    }
}
