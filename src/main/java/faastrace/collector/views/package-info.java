/** What is made of stored traces for those who look at them: lists, orders, summaries, pictures and exports. */
package faastrace.collector.views;
