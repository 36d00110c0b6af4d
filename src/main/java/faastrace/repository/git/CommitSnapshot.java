package faastrace.repository.git;

import java.io.IOException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;

/** One commit and the objects it is made of. */
record CommitSnapshot(Repository repository, String sha, ObjectId tree) implements AutoCloseable {
    /** The commit itself, or the commit that an annotated tag points to. */
    static CommitSnapshot of(Repository repository, ObjectId commitOrTag) throws IOException {
        try (RevWalk walk = new RevWalk(repository)) {
            RevCommit commit = walk.parseCommit(commitOrTag);
            return new CommitSnapshot(repository, commit.name(), commit.getTree());
        }
    }

    @Override
    public void close() {
        repository.close();
    }
}
