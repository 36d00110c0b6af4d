/** Changes to the files of a folder: prints, checks, undoes and applies them, completely or not at all. */
package faastrace.patch;
