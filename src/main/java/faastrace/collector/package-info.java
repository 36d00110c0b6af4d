/** The HTTP server that receives and stores traces. Each is complete on disk before it is acknowledged or listed. */
package faastrace.collector;
