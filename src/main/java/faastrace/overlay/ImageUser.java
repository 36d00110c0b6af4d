package faastrace.overlay;

import java.util.regex.Pattern;

/**
 * Images that set a user themselves, which a Dockerfile based on them does not show.
 *
 * @param image a pattern to find in the image's name
 * @param name the user; empty if it is only known not to be root
 */
record ImageUser(Pattern image, String name) {}
