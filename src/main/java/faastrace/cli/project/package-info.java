/** {@code patch}, {@code revert}, {@code status} and {@code overlay}: commands in a function repository. */
package faastrace.cli.project;
