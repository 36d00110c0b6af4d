package faastrace.pages;

/**
 * Where a page stands among the collector's pages. Its links are relative, so that they hold under whatever path a
 * reverse proxy serves the collector.
 *
 * @param root the way from the page to the first one, such as {@code ./} or {@code ../../}
 * @param signedIn whether there is something to sign out of
 */
public record PageLinks(String root, boolean signedIn) {
    /** A page that lies so many folders below the first one. */
    public static PageLinks at(int depth, boolean signedIn) {
        return new PageLinks(depth == 0 ? "./" : "../".repeat(depth), signedIn);
    }

    /** The way to another address of the collector, which is given as from its first page. */
    public String to(String address) {
        return root + address;
    }
}
