/**
 * YAML and JSON read with file, line and column for every value, so that errors can point at the place, and variables
 * substituted in a text.
 */
package faastrace.document;
