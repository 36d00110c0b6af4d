package faastrace.project;

import faastrace.template.Template;

/**
 * A template that was fetched but not written to disk.
 *
 * @param template its files
 * @param origin the repository and commit it came from
 */
record FetchedTemplate(Template template, TemplateSource origin) {}
