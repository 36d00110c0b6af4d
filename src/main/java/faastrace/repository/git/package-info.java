/** Reads the templates of a git repository at a branch, tag or commit, without a checkout and without running git. */
package faastrace.repository.git;
