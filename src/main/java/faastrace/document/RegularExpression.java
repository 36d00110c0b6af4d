package faastrace.document;

import faastrace.problem.Problem;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Regular expressions in documents. */
public final class RegularExpression {
    private RegularExpression() {}

    /**
     * Compiles a regular expression.
     *
     * @param flags the flags of {@link Pattern}
     * @param at the value that contains the expression
     * @throws Problem if it is not a regular expression, or if it is nested too deeply
     */
    public static Pattern compile(String text, int flags, Value at) {
        try {
            return Pattern.compile(text, flags);
        } catch (PatternSyntaxException e) {
            throw at.problem(
                    "not a regular expression: " + e.getDescription() + " near character " + e.getIndex(),
                    "correct the pattern; in YAML, single quotes keep backslashes as they are");
        } catch (StackOverflowError deep) {
            throw at.problem("this regular expression is nested too deeply", "simplify it");
        }
    }
}
