/**
 * Compares the invocations of two traces, and decides which differences are significant. In the identifiers of this
 * package, a call is an invocation.
 */
package faastrace.trace.call;
