package faastrace.repository;

import faastrace.repository.git.Progress;
import faastrace.repository.git.Reference;
import java.util.List;

/** Hears what a pull is doing. */
public interface PullListener extends Progress {
    /** A repository is about to be fetched. */
    void fetching(Reference reference);

    /** Something that the user should know about what is pulled. */
    void note(String what);

    /** All is fetched, and folders of these names under {@code template/} are about to be written. */
    void landing(List<String> names);
}
