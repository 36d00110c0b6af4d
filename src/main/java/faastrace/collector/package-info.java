/** The HTTP server that receives and stores traces. A trace is acknowledged only after it is complete on disk. */
package faastrace.collector;
