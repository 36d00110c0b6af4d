package faastrace.problem;

/** Guesses whether a mistyped word was meant to be another one. */
public final class Typo {
    private static final int LETTERS_PER_MISTAKE = 3;

    private Typo() {}

    /** Whether one word begins with the other, or whether only a few letters are missing, added or wrong. */
    public static boolean isLikely(String typed, String meant) {
        int least = Math.min(typed.length(), meant.length());
        boolean begins = least > LETTERS_PER_MISTAKE && (meant.startsWith(typed) || typed.startsWith(meant));
        return begins || distance(typed, meant) <= Math.max(1, least / LETTERS_PER_MISTAKE);
    }

    private static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int same = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(same, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[other.length()];
    }
}
