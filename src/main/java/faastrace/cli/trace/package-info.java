/** {@code fold}, {@code flamegraph}, {@code heatmap}, {@code compare} and {@code convert}: what is made of traces. */
package faastrace.cli.trace;
