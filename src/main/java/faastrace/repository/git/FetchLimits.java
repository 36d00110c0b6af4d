package faastrace.repository.git;

/**
 * The limits for a fetched repository. They keep a hostile or mistaken repository from filling up memory or the disk.
 *
 * @param fileBytes the maximum size of one template file
 * @param totalBytes the maximum size of the transfer, and also the maximum total size of the templates
 * @param files the maximum number of template files and folders, including those that symbolic links lead to
 * @param depth the maximum number of nested folders
 */
record FetchLimits(long fileBytes, long totalBytes, int files, int depth) {
    static final FetchLimits DEFAULT = new FetchLimits(16L << 20, 256L << 20, 20_000, 40);
}
