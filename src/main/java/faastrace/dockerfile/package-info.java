/** Dockerfiles read for positions only: stages, instructions and what they say, while every byte stays where it is. */
package faastrace.dockerfile;
