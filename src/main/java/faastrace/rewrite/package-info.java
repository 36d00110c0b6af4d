/** Turns a template and the overlays that match it into a patch. */
package faastrace.rewrite;
