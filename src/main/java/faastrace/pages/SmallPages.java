package faastrace.pages;

import java.util.Map;

/** Pages that say one thing. */
public final class SmallPages {
    private SmallPages() {}

    /** What went wrong, and the cure. */
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
     * Asks for a token.
     *
     * @param there where to go then, an address of ours
     * @param wrong whether the last one was not known
     */
    public static String signIn(PageLinks site, String there, boolean wrong) {
        return PageTemplate.fill("sign-in", site, Map.of("there", there, "wrong", wrong));
    }

    private static String sentence(String text) {
        return text.isEmpty() ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1) + ".";
    }
}
