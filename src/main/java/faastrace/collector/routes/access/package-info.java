/** Routes to sign in and out. */
package faastrace.collector.routes.access;
