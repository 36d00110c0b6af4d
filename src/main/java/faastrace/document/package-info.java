/**
 * Reads YAML and JSON with file, line and column for every value, so that errors can name the position. Also
 * substitutes variables in a text.
 */
package faastrace.document;
