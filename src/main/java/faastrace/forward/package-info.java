/** Forwards traces to a backend that many collectors share. */
package faastrace.forward;
