/** {@code patch}, {@code revert}, {@code status} and {@code overlay}: what is done in a function repository. */
package faastrace.cli.project;
