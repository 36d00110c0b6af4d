package faastrace.host.seccomp;

import faastrace.problem.Problem;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The first two numbers of a kernel's version. Seccomp rules don't use the other numbers. */
record KernelVersion(int major, int minor) {
    private static final Pattern FORM = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})(\\D.*)?");

    static KernelVersion of(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new Problem(text, "is not a kernel version", "write it like 5.10");
        }
        return new KernelVersion(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }

    boolean isAtLeast(KernelVersion other) {
        return major > other.major || major == other.major && minor >= other.minor;
    }
}
