package faastrace.host.seccomp;

import faastrace.document.Value;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A rule's condition on one argument of a system call.
 *
 * @param index the argument's index, from 0
 * @param operator the operator's name in profiles, such as {@code SCMP_CMP_EQ}
 * @param value the value that the argument is compared with; for {@code SCMP_CMP_MASKED_EQ}, the mask
 * @param second for {@code SCMP_CMP_MASKED_EQ}, the value that the masked argument is compared with
 */
record ArgumentComparison(int index, String operator, BigInteger value, BigInteger second) {
    private static final List<String> OPERATORS = List.of("NE", "LT", "LE", "EQ", "GE", "GT", "MASKED_EQ");
    private static final int LAST_ARGUMENT = 5;
    private static final int MOST_BITS = 64;

    static ArgumentComparison read(Value from) {
        String operator = from.require("op").text();
        if (!operator.startsWith("SCMP_CMP_") || !OPERATORS.contains(operator.substring("SCMP_CMP_".length()))) {
            throw from.require("op").problem("unknown comparison '" + operator + "'", "correct the profile");
        }
        return new ArgumentComparison(
                from.require("index").number(0, LAST_ARGUMENT),
                operator,
                whole(from.require("value")),
                from.find("valueTwo").map(ArgumentComparison::whole).orElse(BigInteger.ZERO));
    }

    private static BigInteger whole(Value value) {
        try {
            BigInteger number = new BigInteger(value.text());
            if (number.signum() >= 0 && number.bitLength() <= MOST_BITS) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // The Problem below reports this, as it reports a number that is out of range.
        }
        throw value.problem("expected a 64-bit whole number, found '" + value.text() + "'", "correct the profile");
    }

    Map<String, Object> toData() {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("index", index);
        data.put("value", value);
        if (second.signum() != 0) {
            data.put("valueTwo", second);
        }
        data.put("op", operator);
        return data;
    }
}
