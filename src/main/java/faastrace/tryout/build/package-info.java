/** Builds the image of a tryout from a patched copy of the repository. */
package faastrace.tryout.build;
