/** One function of a repository, built, run and traced in a container of this machine. */
package faastrace.tryout;
