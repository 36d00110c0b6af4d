/** Commands on traces: {@code fold}, {@code flamegraph}, {@code heatmap}, {@code compare}, {@code convert} and {@code show}. */
package faastrace.cli.trace;
