/** A template and the overlays that match it become a patch. */
package faastrace.rewrite;
