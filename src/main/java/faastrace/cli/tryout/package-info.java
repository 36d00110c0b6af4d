/** {@code try} and {@code demo}: functions that are run on this machine. */
package faastrace.cli.tryout;
