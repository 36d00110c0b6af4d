package faastrace;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Runs a regular expression on texts that are made of its own parts in order to make matching as slow as possible. */
final class HostileTexts {
    /**
     * The maximum number of reads per character of a text. Patterns with quadratic run time need thousands of reads.
     */
    private static final int MOST_LOOKS = 150;

    private static final int LENGTH = 3_000;

    /** The stack size in bytes of the thread that runs the pattern. It limits how deeply matching can recurse. */
    private static final long STACK = 1 << 19;

    private static final int MOST_SIGNS = 12;
    private static final int MOST_PARTS = 8;

    private HostileTexts() {}

    /**
     * Describes an input on which the pattern is slow, if there is one: matching it reads characters too often, or
     * recurses too deeply.
     */
    static Optional<String> fault(Pattern pattern, boolean isSearched) throws InterruptedException {
        String[] fault = new String[1];
        Thread thread = new Thread(null, () -> fault[0] = firstFault(pattern, isSearched), "pattern", STACK);
        thread.start();
        thread.join();
        return Optional.ofNullable(fault[0]);
    }

    private static String firstFault(Pattern pattern, boolean isSearched) {
        try {
            for (String text : texts(pattern.pattern())) {
                String fault = fault(pattern, isSearched, text);
                if (fault != null) {
                    return fault;
                }
            }
            return null;
        } catch (RuntimeException e) {
            return "can't be tried: " + e;
        }
    }

    private static String fault(Pattern pattern, boolean isSearched, String text) {
        String shown = text.substring(0, 24).replace('\n', '~') + "…" + text.substring(text.length() - 8);
        try {
            pattern.matcher(new Counted(text)).matches();
            if (isSearched) {
                Matcher matcher = pattern.matcher(new Counted(text));
                while (matcher.find()) {
                    // Searches for all matches, as Matcher.replaceAll does.
                }
            }
            return null;
        } catch (TooOften e) {
            return "reads characters too often in " + shown;
        } catch (StackOverflowError e) {
            return "recurses too deeply in " + shown;
        }
    }

    /**
     * Builds long texts from characters of the pattern and from the beginnings and ends of a text that the pattern
     * might match. Each text repeats one of these parts, a pair of them, or one of them before or after another.
     */
    private static Set<String> texts(String regex) {
        Set<String> signs = signs(regex);
        Set<String> tokens = new LinkedHashSet<>(signs);
        for (boolean last : new boolean[] {false, true}) {
            String sample = Sample.of(regex, last);
            int step = sample.length() / MOST_PARTS + 1;
            for (int i = step; i <= sample.length(); i += step) {
                tokens.add(sample.substring(0, i));
                tokens.add(sample.substring(sample.length() - i));
            }
        }
        Set<String> texts = new LinkedHashSet<>();
        for (String token : tokens) {
            texts.add(repeated(token) + "\0");
            for (String sign : signs) {
                texts.add(repeated(token + sign) + "\0");
                texts.add(token + repeated(sign) + "\0");
                texts.add(repeated(sign) + token + "\0");
            }
        }
        return texts;
    }

    private static String repeated(String token) {
        return token.repeat(LENGTH / token.length());
    }

    private static Set<String> signs(String regex) {
        Set<String> signs = new LinkedHashSet<>(List.of("a", "0", " ", "/", "\n"));
        regex.chars()
                .filter(c -> !Character.isLetterOrDigit(c) && "\\()[]?*+|^".indexOf(c) < 0)
                .forEach(c -> signs.add(String.valueOf((char) c)));
        return signs.stream().limit(MOST_SIGNS).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static final class TooOften extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** A text that counts how often its characters are read. */
    private static final class Counted implements CharSequence {
        private final String text;
        private long looks;

        Counted(String text) {
            this.text = text;
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            if (++looks > (long) MOST_LOOKS * text.length()) {
                throw new TooOften();
            }
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.substring(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
