/** The container engine of a tryout, the commands that are run, and the files of a run. */
package faastrace.tryout.engine;
