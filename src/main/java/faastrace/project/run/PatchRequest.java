package faastrace.project.run;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a patch is asked to do in a function repository.
 *
 * @param names the templates to patch. If empty: the templates that the stack needs, or without a stack, all templates
 * @param functions whether to also patch every function that has its own Dockerfile
 * @param preview whether to work out the changes and write nothing
 * @param locked whether to write nothing if the lock would change
 * @param copies where to write patched copies; empty to patch the templates in place
 */
public record PatchRequest(
        List<String> names, boolean functions, boolean preview, boolean locked, Optional<Copies> copies) {

    /**
     * Patched copies, as a template repository to publish.
     *
     * @param folder the folder of that repository; a relative path is relative to the function repository
     * @param suffix the text to append to the templates' names
     */
    public record Copies(Path folder, String suffix) {}

    public PatchRequest {
        names = List.copyOf(names);
    }

    /** Whether files of the function repository itself may change. */
    public boolean writesInPlace() {
        return !preview && copies.isEmpty();
    }
}
