/** Seccomp profiles: what they allow, which ones engines use by default, and the edit that allows one more call. */
package faastrace.host.seccomp;
