/** What all commands share: messages, exit codes, results, progress and signal handling. */
package faastrace.cli.terminal;
