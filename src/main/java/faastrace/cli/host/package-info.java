/** {@code enable}, {@code doctor} and {@code record}: commands for a machine or a cluster. */
package faastrace.cli.host;
