/** The image of a tryout: the patched copy of the repository, and what the image is built from. */
package faastrace.tryout.build;
