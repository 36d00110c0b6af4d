/** {@code template}: pulls templates, and says which a store has. */
package faastrace.cli.template;
