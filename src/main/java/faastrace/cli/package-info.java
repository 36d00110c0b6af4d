/** The command line: its top, its rules and its completion; a package below has the commands of each field. */
package faastrace.cli;
