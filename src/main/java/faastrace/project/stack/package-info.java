/** The stack file of a function repository, and the templates and functions that it names. */
package faastrace.project.stack;
