package faastrace.tryout;

import java.nio.file.Path;
import java.util.List;

/**
 * What came of the requests.
 *
 * @param traces the files that arrived
 * @param requests how many requests were sent
 * @param traced how many of them are in a trace
 * @param samples how many samples were taken
 * @param calls the names of the calls in which most of them were taken, outermost first
 * @param samplesInCalls how many were taken in the last of these
 * @param page where the traces can be looked at
 * @param function where the function answers
 */
public record TryoutResult(
        List<Path> traces,
        int requests,
        int traced,
        long samples,
        List<String> calls,
        long samplesInCalls,
        String page,
        String function) {}
