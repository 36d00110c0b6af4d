/** The example functions, run by their patched entries on this machine without a container. */
package faastrace.demo;
