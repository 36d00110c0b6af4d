package faastrace.repository;

import faastrace.problem.Problem;
import java.io.IOException;
import java.nio.file.Path;
import org.eclipse.jgit.errors.RepositoryNotFoundException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.RepositoryCache.FileKey;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.util.FS;

/** A repository on this machine: its objects are read where they lie, nothing is transferred. */
final class LocalRepository {
    private final Reference reference;
    private final Path folder;

    LocalRepository(Reference reference, Path folder) {
        this.reference = reference;
        this.folder = folder;
    }

    Snapshot open() throws IOException {
        Repository repository = repository();
        try {
            return Snapshot.of(repository, resolve(repository));
        } catch (IOException | RuntimeException e) {
            repository.close();
            throw e;
        }
    }

    private Repository repository() throws IOException {
        var git = FileKey.resolve(folder.toFile(), FS.DETECTED);
        if (git == null) {
            throw new Problem(
                    reference.displayUrl(),
                    "this folder is no git repository",
                    "give the repository's own folder; one without git can be copied to template/ as it is");
        }
        try {
            return new FileRepositoryBuilder()
                    .setFS(FS.DETECTED)
                    .setGitDir(git)
                    .setMustExist(true)
                    .build();
        } catch (RepositoryNotFoundException e) {
            throw new Problem(reference.displayUrl(), "this folder is no git repository", "check the path", e);
        }
    }

    private ObjectId resolve(Repository repository) throws IOException {
        if (reference.commit().isPresent()) {
            return Commits.find(repository, reference);
        }
        for (String name : RefNames.candidates(reference)) {
            Ref ref = repository.exactRef(name);
            if (ref != null && ref.getObjectId() != null) {
                return ref.getObjectId();
            }
        }
        throw RefNames.missing(reference);
    }
}
