package faastrace.repository.git;

import faastrace.files.ParentFolder;
import faastrace.problem.Problem;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.RepositoryCache.FileKey;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.util.FS;

/** A repository on this machine. Its objects are read in place, and nothing is transferred. */
final class LocalRepository {
    private final Reference reference;
    private final Path folder;

    LocalRepository(Reference reference, Path folder) {
        this.reference = reference;
        this.folder = folder;
    }

    CommitSnapshot open() throws IOException {
        Repository repository = repository();
        try {
            return CommitSnapshot.of(repository, resolve(repository));
        } catch (IOException | RuntimeException e) {
            repository.close();
            throw e;
        }
    }

    private Repository repository() throws IOException {
        FileRepositoryBuilder builder = new FileRepositoryBuilder().setFS(FS.DETECTED);
        File git = FileKey.resolve(folder.toFile(), FS.DETECTED);
        if (git != null) {
            builder.setGitDir(git);
        } else {
            // In a worktree or submodule, .git is a file. Parent folders are not searched.
            builder.addCeilingDirectory(ParentFolder.of(folder.toAbsolutePath()).toFile())
                    .findGitDir(folder.toAbsolutePath().toFile());
        }
        if (builder.getGitDir() == null) {
            throw Files.exists(folder)
                    ? new Problem(
                            reference.displayUrl(),
                            "this folder is not a git repository",
                            "run git init and git commit there, or copy the contents of its template/ folder to"
                                    + " template/ here")
                    : new Problem(reference.displayUrl(), "there is no such folder", "check the path");
        }
        return builder.setMustExist(true).build();
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
