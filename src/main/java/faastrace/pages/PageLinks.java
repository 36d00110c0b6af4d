package faastrace.pages;

/**
 * Creates a page's links to other pages of the collector. Links are relative, so that they work under any path that a
 * reverse proxy uses for the collector.
 *
 * @param root the link from this page to the first page, such as {@code ./} or {@code ../../}
 * @param signedIn whether the user is signed in
 */
public record PageLinks(String root, boolean signedIn) {
    /** The links of a page that is {@code depth} folders below the first page. */
    public static PageLinks at(int depth, boolean signedIn) {
        return new PageLinks(depth == 0 ? "./" : "../".repeat(depth), signedIn);
    }

    /** The link to another URL of the collector, which is given relative to the first page. */
    public String to(String address) {
        return root + address;
    }
}
