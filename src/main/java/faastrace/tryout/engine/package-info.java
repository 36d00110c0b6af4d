/** The container engine of a tryout, the commands it runs, and what is kept of them. */
package faastrace.tryout.engine;
