/** {@code try} and {@code demo}: commands that run functions on this machine. */
package faastrace.cli.tryout;
