/** The template store: a JSON list of templates and the repositories that contain them. */
package faastrace.repository.store;
