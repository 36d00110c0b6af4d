/** One run of patch: what is asked for, what is done, and what comes out. */
package faastrace.project.run;
