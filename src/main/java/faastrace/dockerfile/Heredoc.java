package faastrace.dockerfile;

/**
 * A here-document of RUN, COPY or ADD.
 *
 * @param name the delimiter, without quotes
 * @param stripsTabs whether the here-document was opened by {@code <<-}, which removes tabs at the start of lines
 * @param expands whether variables in the here-document are replaced, which is the case if the delimiter has no quotes
 * @param bodyStart offset of the first line of the text
 * @param bodyEnd offset of the closing line; the end of the file if there is no closing line
 * @param closed whether there is a closing line
 */
public record Heredoc(String name, boolean stripsTabs, boolean expands, int bodyStart, int bodyEnd, boolean closed) {}
