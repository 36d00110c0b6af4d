/**
 * The collector's HTML pages, and the numbers that they show. There are pages for the list of traces, for one trace,
 * and for the comparison of two traces.
 */
package faastrace.pages;
