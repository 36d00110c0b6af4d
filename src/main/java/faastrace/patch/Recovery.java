package faastrace.patch;

import java.util.List;

/**
 * What became of an application that was stopped.
 *
 * @param found whether there was one to finish
 * @param written the files that were still to be written and now are
 * @param swept how many temporary files were removed
 */
public record Recovery(boolean found, List<String> written, int swept) {
    static final Recovery NOTHING = new Recovery(false, List.of(), 0);
}
