/** The collector's HTML pages: the list of traces, one trace, the comparison of two; and the numbers they show. */
package faastrace.pages;
