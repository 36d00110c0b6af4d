/** Records a container, a control group or a process from outside. */
package faastrace.host.record;
