package faastrace.project;

import faastrace.template.Template;

/**
 * A template that was fetched and not written.
 *
 * @param template its files
 * @param origin where it came from
 */
record FetchedTemplate(Template template, TemplateSource origin) {}
