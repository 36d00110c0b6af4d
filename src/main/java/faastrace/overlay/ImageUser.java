package faastrace.overlay;

import java.util.regex.Pattern;

/**
 * Images that set a user of their own, which a Dockerfile that starts from them does not say.
 *
 * @param image what the image's name must hold
 * @param name the user; empty where it is known only that it isn't root
 */
record ImageUser(Pattern image, String name) {}
