/** The content of a trace: samples with their stacks, and invocations. Subpackages read and write the formats. */
package faastrace.trace;
