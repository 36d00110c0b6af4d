/** Files in a folder that may come from others: bounded reads, the lock, and which files this user's own runs left. */
package faastrace.files;
