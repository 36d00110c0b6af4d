package faastrace.dockerfile;

/**
 * A here-document of RUN, COPY or ADD.
 *
 * @param name its delimiter, unquoted
 * @param stripsTabs whether it was opened by {@code <<-}
 * @param expands whether variables are replaced in it, that is, whether the delimiter stood without quotes
 * @param bodyStart offset of its first line
 * @param bodyEnd offset of the line that closes it, or of the end of the file
 * @param closed whether that line is there
 */
public record Heredoc(String name, boolean stripsTabs, boolean expands, int bodyStart, int bodyEnd, boolean closed) {}
