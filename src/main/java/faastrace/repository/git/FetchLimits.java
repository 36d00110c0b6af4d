package faastrace.repository.git;

/**
 * The limits for a repository, so that a hostile or wrong one fills neither memory nor disk.
 *
 * @param fileBytes the size of one template file
 * @param totalBytes the size of the transfer, and also the size of all templates together
 * @param files the number of template files and folders, with symbolic links followed
 * @param depth the number of names in one path
 */
record FetchLimits(long fileBytes, long totalBytes, int files, int depth) {
    static final FetchLimits DEFAULT = new FetchLimits(16L << 20, 256L << 20, 20_000, 40);
}
