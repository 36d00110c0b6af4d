/** The command line: root command, option rules, completion and manual pages. The commands are in subpackages. */
package faastrace.cli;
