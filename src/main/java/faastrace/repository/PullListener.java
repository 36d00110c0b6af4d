package faastrace.repository;

import faastrace.repository.git.Progress;
import faastrace.repository.git.Reference;
import java.util.List;

/** Receives reports on what a pull is doing. */
public interface PullListener extends Progress {
    /** A repository is about to be fetched. */
    void fetching(Reference reference);

    /** Reports a fact about the pulled templates that the user should know. */
    void note(String what);

    /** All templates have been fetched. Folders with these names under {@code template/} are about to be written. */
    void landing(List<String> names);
}
