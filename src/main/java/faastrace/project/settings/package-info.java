/** The settings of a patch: from options, the environment and {@code faas-trace.yaml}. */
package faastrace.project.settings;
