package faastrace.repository.folder;

import java.io.IOException;

/** Hears of every change to the disk just before it is made; tests make it fail there. */
@FunctionalInterface
interface FileSteps {
    FileSteps NONE = what -> {};

    void before(String what) throws IOException;
}
