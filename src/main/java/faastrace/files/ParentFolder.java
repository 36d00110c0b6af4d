package faastrace.files;

import faastrace.problem.Problem;
import java.nio.file.Path;

/** Finds the folder that a file is in. */
public final class ParentFolder {
    private ParentFolder() {}

    /** The folder that the file is in. Throws a {@link Problem} for the root folder, which has no parent. */
    public static Path of(Path file) {
        Path folder = file.getParent();
        if (folder == null) {
            throw new Problem(file.toString(), "is not in a folder", "name a file or folder that is in another folder");
        }
        return folder;
    }
}
