/** One class per command: options, one domain call, print, exit code. */
package faastrace.cli;
