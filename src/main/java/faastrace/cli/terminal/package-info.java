/** What all commands share: messages, exit codes, results, progress, and how a signal ends them. */
package faastrace.cli.terminal;
