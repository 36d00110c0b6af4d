/** The HTTP server itself: listening, TLS, tokens, sessions, routing, and errors in words that help the sender. */
package faastrace.collector.http;
