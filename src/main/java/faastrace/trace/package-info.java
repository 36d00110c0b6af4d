/** What a trace holds: samples with their stacks, invocations, and the readers of the formats they come in. */
package faastrace.trace;
