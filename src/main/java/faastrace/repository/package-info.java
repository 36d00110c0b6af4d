/** Brings the {@code template/} folder of a git repository in, whole or not at all. */
package faastrace.repository;
