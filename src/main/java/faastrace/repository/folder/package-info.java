/** Writes fetched templates into a project's {@code template/} folder: all of them, or none. */
package faastrace.repository.folder;
