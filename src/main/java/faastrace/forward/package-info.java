/** Pushes traces on to a backend that many collectors share. */
package faastrace.forward;
