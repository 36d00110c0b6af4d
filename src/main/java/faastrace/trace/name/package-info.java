/** Shortens the names of frames for pictures and folded stacks, for example by removing arguments. */
package faastrace.trace.name;
