/** A function repository: its stack, settings and lock, and the state of each of its templates. */
package faastrace.project;
