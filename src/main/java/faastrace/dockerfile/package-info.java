/** Parses Dockerfiles into stages and instructions with their positions in the text, which is never changed. */
package faastrace.dockerfile;
