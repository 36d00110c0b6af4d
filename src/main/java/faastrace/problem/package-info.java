/** Problems that the user can fix: where, what is wrong, and the cure. */
package faastrace.problem;
