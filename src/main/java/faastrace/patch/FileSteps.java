package faastrace.patch;

import java.io.IOException;

/** Is notified of every step on the disk, so that tests can stop a run before or after each step. */
public interface FileSteps {
    /** Ignores all steps. */
    FileSteps NONE = new FileSteps() {};

    /** Called before the disk is changed in the described way. */
    default void before(String what) throws IOException {}

    /** Called after the file at the given path got its new content or was deleted. */
    default void written(String path) throws IOException {}
}
