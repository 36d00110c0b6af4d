/** Creates HTML and SVG from FreeMarker templates. All text from outside is escaped here, and only here. */
package faastrace.markup;
