/**
 * What to add to matching templates, and how it is rendered. Everything specific to a language or distribution is data
 * here.
 */
package faastrace.overlay;
