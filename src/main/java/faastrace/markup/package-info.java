/** Creates HTML and SVG from FreeMarker templates. Its escaper is the only one for text from outside. */
package faastrace.markup;
