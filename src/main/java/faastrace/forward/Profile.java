package faastrace.forward;

import java.util.Map;

/**
 * A profile that is ready to be pushed.
 *
 * @param trace the trace that it is a part of
 * @param number its number in the trace, from 0
 * @param labels the labels of its series
 * @param packed the profile in pprof's format, compressed with gzip
 * @param plainBytes its size without compression
 */
record Profile(ClaimedTrace trace, int number, Map<String, String> labels, byte[] packed, int plainBytes) {}
