/** How frames are named in pictures and folded stacks: C++, Rust and runtime spellings without their arguments. */
package faastrace.trace.name;
