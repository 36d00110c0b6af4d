/** Writes traces for other tools: folded stacks, pprof, speedscope and {@code perf script} text. */
package faastrace.trace.write;
