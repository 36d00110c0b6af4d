package faastrace.overlay;

import java.util.regex.Pattern;

/**
 * Base images that set a user. A Dockerfile that starts from such an image does not show that user.
 *
 * @param image a pattern to find in the image's name
 * @param name the user; an empty string if we only know that this user is not root
 */
record ImageUser(Pattern image, String name) {}
