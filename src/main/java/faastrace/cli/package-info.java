/** The command line: root command, option rules, completion and manual pages. Subpackages have the commands. */
package faastrace.cli;
