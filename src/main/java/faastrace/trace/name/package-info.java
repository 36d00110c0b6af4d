/** The names of frames in pictures and folded stacks: C++, Rust and runtime notations without arguments. */
package faastrace.trace.name;
