/** The HTTP server itself: listening, TLS, tokens, sessions, routing and error responses. */
package faastrace.collector.http;
