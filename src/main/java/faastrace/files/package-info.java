/** Safe access to files that may come from other people: bounded reads, a lock, and notes on our own files. */
package faastrace.files;
