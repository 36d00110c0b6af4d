/** Pictures of traces: heat maps, flame graphs and differences, as pages that need nothing else. */
package faastrace.chart;
