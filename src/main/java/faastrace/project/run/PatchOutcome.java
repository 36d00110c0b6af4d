package faastrace.project.run;

import faastrace.patch.Patch;
import faastrace.project.PatchPlan;
import java.util.List;

/**
 * What a patch did, or would do.
 *
 * @param plan the targets with their states, and what changes in the lock
 * @param patch the changes to the files: those of the copies if copies were requested, otherwise those of the targets
 * @param written whether the changes were written
 * @param untraced the functions that have their own Dockerfile and that the request did not include
 */
public record PatchOutcome(PatchPlan plan, Patch patch, boolean written, List<String> untraced) {
    public PatchOutcome {
        untraced = List.copyOf(untraced);
    }
}
