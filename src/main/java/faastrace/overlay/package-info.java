/**
 * Overlays: what to add to matching templates, and how overlay texts are rendered. Everything that is specific to a
 * language or a distribution is in overlays, not in code.
 */
package faastrace.overlay;
