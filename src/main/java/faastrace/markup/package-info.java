/** HTML and SVG from FreeMarker templates, and the one escaper for texts from outside. */
package faastrace.markup;
