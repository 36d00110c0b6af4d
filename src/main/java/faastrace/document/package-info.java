/**
 * Reads YAML and JSON. Every value has its file, line and column, so that errors can name the position. Also
 * substitutes variables in a text.
 */
package faastrace.document;
