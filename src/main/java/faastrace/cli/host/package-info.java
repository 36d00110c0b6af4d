/** {@code enable}, {@code doctor} and {@code record}: what is done on a machine or for a cluster. */
package faastrace.cli.host;
