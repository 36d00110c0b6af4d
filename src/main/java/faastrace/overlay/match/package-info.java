/**
 * When an overlay matches a template: the conditions, their patterns, and the named patterns that all overlays share.
 */
package faastrace.overlay.match;
