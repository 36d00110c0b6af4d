/**
 * Prints, checks, applies and undoes changes to the files of a folder. Changes are applied completely or not at all.
 */
package faastrace.patch;
