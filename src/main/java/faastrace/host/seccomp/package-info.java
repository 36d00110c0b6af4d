/** Profiles of seccomp: what they allow, what engines use, and the edit that allows one call more. */
package faastrace.host.seccomp;
