/** Charts of traces: heat maps, flame graphs and comparisons, as self-contained pages or images. */
package faastrace.chart;
