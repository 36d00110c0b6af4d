/** Builds, runs and traces one function of a repository in a container on this machine. */
package faastrace.tryout;
