/** What to add to templates that match, and its rendering. Everything about a language or a distribution is data here. */
package faastrace.overlay;
