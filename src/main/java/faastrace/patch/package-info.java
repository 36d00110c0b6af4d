/** Changes to files under a folder: print them, check them, apply them all or not at all, take them back. */
package faastrace.patch;
