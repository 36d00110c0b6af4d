/** When an overlay matches a template: its conditions, their patterns, and the names that all overlays share. */
package faastrace.overlay.match;
