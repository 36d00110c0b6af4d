package faastrace.repository.git;

import faastrace.problem.Problem;
import java.io.IOException;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectIdRef;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.URIish;

/**
 * A repository on a network. If possible, only one commit is fetched. Everything is fetched if the commit's id is
 * abbreviated, or if the server does not send single commits.
 */
final class RemoteRepository {
    private static final int TIMEOUT_SECONDS = 30;

    private final Reference reference;
    private final FetchLimits limits;
    private final Progress progress;

    RemoteRepository(Reference reference, FetchLimits limits, Progress progress) {
        this.reference = reference;
        this.limits = limits;
        this.progress = progress;
    }

    CommitSnapshot open() throws IOException {
        refuseSsh();
        MemoryRepository repository = new MemoryRepository(limits);
        try {
            return CommitSnapshot.of(repository, fetch(repository));
        } catch (IOException e) {
            repository.close();
            throw e;
        } catch (RuntimeException e) {
            repository.close();
            throw FetchFailure.redirected(e);
        }
    }

    private ObjectId fetch(MemoryRepository repository) throws IOException {
        if (reference.commit().isEmpty()) {
            return fetchNamed(repository);
        }
        if (reference.commit().get().length() == 40 && fetchCommit(repository)) {
            return ObjectId.fromString(reference.commit().get());
        }
        return fetchEverything(repository);
    }

    private ObjectId fetchNamed(MemoryRepository repository) throws IOException {
        List<String> names = RefNames.candidates(reference);
        try (Transport transport = transport(repository, 1);
                FetchConnection connection =
                        transport.openFetch(names.stream().map(RefSpec::new).toList())) {
            for (String name : names) {
                Ref ref = connection.getRef(name);
                if (ref != null && ref.getObjectId() != null) {
                    connection.fetch(new TransferMonitor(progress), List.of(ref), Set.of());
                    return ref.getObjectId();
                }
            }
        }
        throw RefNames.missing(reference);
    }

    /** Fetches one commit. Returns false if the server refuses. Many servers send only commits of branches and tags. */
    private boolean fetchCommit(MemoryRepository repository) throws IOException {
        ObjectId commit = ObjectId.fromString(reference.commit().orElseThrow());
        Ref wanted = new ObjectIdRef.Unpeeled(Ref.Storage.NETWORK, commit.name(), commit);
        try (Transport transport = transport(repository, 1);
                FetchConnection connection = transport.openFetch(List.of(new RefSpec("HEAD")))) {
            connection.fetch(new TransferMonitor(progress), List.of(wanted), Set.of());
            return repository.getObjectDatabase().has(commit);
        } catch (TransportException e) {
            if (FetchFailure.isFinal(e)) {
                throw e;
            }
            return false;
        }
    }

    private ObjectId fetchEverything(MemoryRepository repository) throws IOException {
        List<RefSpec> all = List.of(new RefSpec("refs/heads/*:refs/heads/*"), new RefSpec("refs/tags/*:refs/tags/*"));
        try (Transport transport = transport(repository, 0);
                FetchConnection connection = transport.openFetch(all)) {
            List<Ref> wanted = new ArrayList<>();
            for (Ref ref : connection.getRefs()) {
                if (ref.getName().startsWith("refs/heads/") || ref.getName().startsWith("refs/tags/")) {
                    wanted.add(ref);
                }
            }
            if (wanted.isEmpty()) {
                throw RefNames.missing(new Reference(reference.url(), null));
            }
            connection.fetch(new TransferMonitor(progress), wanted, Set.of());
        }
        return Commits.find(repository, reference);
    }

    private Transport transport(MemoryRepository repository, int depth) throws IOException {
        Transport transport = Transport.open(repository, address());
        transport.setTimeout(TIMEOUT_SECONDS);
        transport.setCredentialsProvider(UrlCredentials.of(reference.url()));
        if (depth > 0) {
            transport.setDepth(depth);
        }
        return transport;
    }

    /** The address without the credentials, so that no message of JGit can contain them. */
    private URIish address() {
        try {
            return new URIish(reference.url()).setUser(null).setPass(null);
        } catch (URISyntaxException e) {
            throw new Problem(reference.toString(), "this is not the address of a git repository", "check the URL");
        }
    }

    private void refuseSsh() {
        if (reference.url().startsWith("ssh:") || !reference.url().contains("://")) {
            throw new Problem(
                    reference.toString(),
                    "faas-trace doesn't fetch over ssh",
                    "use https, or let faas-cli pull: --with-faas-cli PATH");
        }
    }
}
