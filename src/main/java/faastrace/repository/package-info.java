/** Pulls the {@code template/} folder of a git repository, completely or not at all. */
package faastrace.repository;
