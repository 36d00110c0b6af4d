/** The template store: a JSON list of templates and the repositories that hold them. */
package faastrace.repository.store;
