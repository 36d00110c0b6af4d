/** Records a container, a group or a process from outside. */
package faastrace.host.record;
