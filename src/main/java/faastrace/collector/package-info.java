/** The HTTP server that takes traces and keeps them: each is whole on disk before it is acknowledged or listed. */
package faastrace.collector;
