/** Parses Dockerfiles into stages and instructions, and records their positions in the text. Never changes the text. */
package faastrace.dockerfile;
