package faastrace.repository.git;

import faastrace.problem.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Fetches the templates of a repository into memory. Nothing is written to disk, in particular not to HOME. */
public final class RemoteTemplates {
    private final FetchLimits limits;

    /** Fetches within the default limits. */
    public RemoteTemplates() {
        this(FetchLimits.DEFAULT);
    }

    RemoteTemplates(FetchLimits limits) {
        this.limits = limits;
    }

    /**
     * Reads the {@code template/} folder at the branch, tag or commit of the reference.
     *
     * @throws Problem if there is no network, repository, ref or {@code template/} folder, if the server requires
     *     another login, or if the repository contains something that must not reach the disk
     */
    public FetchedRepository fetch(Reference reference, Progress progress) {
        IsolatedGit.isolate();
        try (CommitSnapshot snapshot = open(reference, progress)) {
            return new FetchedRepository(
                    reference, snapshot.sha(), TemplateReader.read(snapshot, reference, limits, progress));
        } catch (IOException e) {
            throw FetchFailure.problem(reference, e);
        } catch (OutOfMemoryError e) {
            // By now, most of the memory can be freed, so there is room for a message.
            throw new Problem(
                    reference.toString(),
                    "the repository does not fit in Java's memory",
                    "give Java more memory with -Xmx",
                    e);
        }
    }

    private CommitSnapshot open(Reference reference, Progress progress) throws IOException {
        Optional<Path> folder = reference.folder();
        return folder.isPresent()
                ? new LocalRepository(reference, folder.get()).open()
                : new RemoteRepository(reference, limits, progress).open();
    }
}
