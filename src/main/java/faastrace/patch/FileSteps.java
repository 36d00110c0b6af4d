package faastrace.patch;

import java.io.IOException;

/** Hears of every step on the disk, so that tests can stop a run before or after each. */
public interface FileSteps {
    /** Hears nothing. */
    FileSteps NONE = new FileSteps() {};

    /** The disk is about to be changed in this way. */
    default void before(String what) throws IOException {}

    /** The file of that path has its new content, or is gone. */
    default void written(String path) throws IOException {}
}
