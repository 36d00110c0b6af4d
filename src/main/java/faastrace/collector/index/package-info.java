/** A database of invocations, so that lists and pages don't have to read traces. It can be deleted at any time. */
package faastrace.collector.index;
