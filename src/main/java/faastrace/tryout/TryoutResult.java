package faastrace.tryout;

import java.nio.file.Path;
import java.util.List;

/**
 * The result of a tryout.
 *
 * @param traces the trace files that arrived
 * @param requests the number of requests that were sent
 * @param traced the number of requests that are in a trace
 * @param samples the number of samples
 * @param calls the names of the calls in which most samples were taken, outermost first
 * @param samplesInCalls the number of samples in the last of these calls
 * @param page the URL of the pages that show the traces
 * @param function the function's URL
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
