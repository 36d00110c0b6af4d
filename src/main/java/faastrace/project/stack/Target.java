package faastrace.project.stack;

/**
 * Something that can be patched: a template, or a function that brings its own Dockerfile.
 *
 * @param key its name in the lock: {@code template/NAME} or {@code function/NAME}
 * @param name its name in messages
 * @param folder its folder, relative to the function repository
 */
public record Target(String key, String name, String folder) {
    /** The folder of all templates. */
    public static final String TEMPLATES = "template/";

    static final String FUNCTIONS = "function/";

    /** The template with that name. */
    public static Target template(String name) {
        return new Target(TEMPLATES + name, name, TEMPLATES + name);
    }

    static Target function(String name, String folder) {
        return new Target(FUNCTIONS + name, "function " + name, folder);
    }

    /** Whether it is a function rather than a template. */
    public boolean isFunction() {
        return key.startsWith(FUNCTIONS);
    }
}
