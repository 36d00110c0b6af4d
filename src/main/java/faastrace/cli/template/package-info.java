/** {@code template}: pulls templates, and lists those of a store. */
package faastrace.cli.template;
