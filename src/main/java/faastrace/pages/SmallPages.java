package faastrace.pages;

import java.util.Map;

/** Small pages: an error, and the sign-in form. */
public final class SmallPages {
    private SmallPages() {}

    /** The page that shows an error and what to do. */
    public static String error(PageLinks site, int status, String what, String cure) {
        Map<String, ?> values = Map.of(
                "title",
                what,
                "status",
                status,
                "what",
                sentence(what).replaceFirst("\\.$", ""),
                "cure",
                sentence(cure));
        return PageTemplate.fill("error", site, values);
    }

    /**
     * The page that asks for a token.
     *
     * @param there the page to open after the sign-in, a URL of this collector
     * @param wrong whether the last token was not valid
     */
    public static String signIn(PageLinks site, String there, boolean wrong) {
        return PageTemplate.fill("sign-in", site, Map.of("there", there, "wrong", wrong));
    }

    private static String sentence(String text) {
        return text.isEmpty() ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1) + ".";
    }
}
