/** Commands on traces: {@code fold}, {@code flamegraph}, {@code heatmap}, {@code compare} and {@code convert}. */
package faastrace.cli.trace;
