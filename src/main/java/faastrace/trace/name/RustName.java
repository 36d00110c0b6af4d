package faastrace.trace.name;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Demangles names of Rust's legacy scheme, which appends a hash of the crate and escapes characters that C++ names
 * can't contain. perf undoes only the C++ part of the mangling, so the hash and the escapes remain:
 * {@code _$LT$a..B$u20$as$u20$c..D$GT$::f::h0123456789abcdef}.
 */
final class RustName {
    private static final String HASH = "::h";
    private static final int HASH_DIGITS = 16;
    private static final int LONGEST_ESCAPE = 4;
    private static final Map<String, String> ESCAPES =
            Map.of("SP", "@", "BP", "*", "RF", "&", "LT", "<", "GT", ">", "LP", "(", "RP", ")", "C", ",");

    private RustName() {}

    /** The name without its hash and escapes. If the name has another form, it is returned unchanged. */
    static String of(String symbol) {
        int hash = symbol.length() - HASH.length() - HASH_DIGITS;
        if (hash < 1 || !symbol.startsWith(HASH, hash) || !isHash(symbol, hash + HASH.length())) {
            return symbol;
        }
        String path = symbol.substring(0, hash);
        return unescaped(path.startsWith("_$") ? path.substring(1) : path);
    }

    private static boolean isHash(String symbol, int from) {
        return symbol.chars().skip(from).allMatch(c -> Character.digit(c, HASH_DIGITS) >= 0);
    }

    private static String unescaped(String path) {
        StringBuilder plain = new StringBuilder(path.length());
        int at = 0;
        while (at < path.length()) {
            int end = path.charAt(at) == '$' ? path.indexOf('$', at + 1) : -1;
            String text = end < 0 || end - at - 1 > LONGEST_ESCAPE ? null : text(path.substring(at + 1, end));
            if (text != null) {
                plain.append(text);
                at = end + 1;
            } else if (path.startsWith("..", at)) {
                plain.append("::");
                at += 2;
            } else {
                plain.append(path.charAt(at++));
            }
        }
        return plain.toString();
    }

    /**
     * The character for an escape: the name of a sign ({@code LT}) or the code of a printable character ({@code u20}).
     * Null if the text is not an escape.
     */
    private static @Nullable String text(String escape) {
        if (escape.matches("u[2-7][0-9a-f]") && !escape.equals("u7f")) {
            return String.valueOf((char) Integer.parseInt(escape.substring(1), 16));
        }
        return ESCAPES.get(escape);
    }
}
