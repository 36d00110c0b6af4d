/** The container engine of a tryout, the commands that a tryout runs, and its files. */
package faastrace.tryout.engine;
