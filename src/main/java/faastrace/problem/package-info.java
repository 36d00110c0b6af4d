/** What the user can fix: where it is, what is wrong, and the cure. */
package faastrace.problem;
