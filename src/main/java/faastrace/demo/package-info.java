/** Runs the example functions with their patched entries on this machine, without a container. */
package faastrace.demo;
