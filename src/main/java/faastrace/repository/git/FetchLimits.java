package faastrace.repository.git;

/**
 * What a repository may weigh, so that a hostile or mistaken one fills neither memory nor disk.
 *
 * @param fileBytes one template file
 * @param totalBytes what is transferred, and again what the templates hold
 * @param files template files and folders, symbolic links followed
 * @param depth names in one path
 */
record FetchLimits(long fileBytes, long totalBytes, int files, int depth) {
    static final FetchLimits DEFAULT = new FetchLimits(16L << 20, 256L << 20, 20_000, 40);
}
