/** Problems that the user can fix. Each problem names a place, what is wrong there, and the cure. */
package faastrace.problem;
