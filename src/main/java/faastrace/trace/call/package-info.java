/**
 * Compares the invocations of two traces, and tells changes from noise. In the names of this package, a call is an
 * invocation.
 */
package faastrace.trace.call;
