/** The collector's pages as HTML: what is kept, one trace, two against each other; and the numbers they show. */
package faastrace.pages;
