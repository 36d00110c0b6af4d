package faastrace.repository.git;

import faastrace.problem.Problem;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.NoRemoteRepositoryException;
import org.eclipse.jgit.errors.TooLargeObjectInPackException;

/** Describes a failed fetch as a problem with a cure and without credentials. */
public final class FetchFailure {
    private FetchFailure() {}

    /** Whether fetching the whole repository instead of a single commit would fail in the same way. */
    static boolean isFinal(IOException failure) {
        return isTooLarge(failure)
                || isNetwork(failure)
                || has(failure, SSLException.class)
                || has(failure, NoRemoteRepositoryException.class)
                || isLogin(failure);
    }

    static Problem problem(Reference reference, IOException failure) {
        String where = reference.toString();
        if (isTooLarge(failure)) {
            return new Problem(
                    where,
                    "the repository is larger than the limit for template repositories",
                    "check the URL; for a commit, give all 40 digits of its id, because then less is transferred",
                    failure);
        }
        if (isNetwork(failure)) {
            return new Problem(where, "can't reach the server", "check the URL, the network and https_proxy", failure);
        }
        if (has(failure, SSLException.class)) {
            return new Problem(
                    where,
                    "the server's certificate is not trusted",
                    "add the certificate of its CA to Java's trust store, or pull with --with-faas-cli PATH",
                    failure);
        }
        return answered(reference, failure);
    }

    /**
     * Converts the exception that Java throws for a redirect to a port that doesn't exist. Throws any other exception
     * again.
     */
    public static IOException redirected(RuntimeException failure) {
        if (has(failure, IllegalArgumentException.class)) {
            return new IOException("the server redirects to an address that does not exist", failure);
        }
        throw failure;
    }

    private static Problem answered(Reference reference, IOException failure) {
        String where = reference.toString();
        if (isLogin(failure)) {
            return new Problem(
                    where,
                    "the server requires a login, or there is no such repository",
                    "check the URL, put user:token@ into it, or pull with --with-faas-cli PATH",
                    cleaned(reference, failure));
        }
        if (has(failure, NoRemoteRepositoryException.class)) {
            return new Problem(where, "there is no such git repository", "check the URL", cleaned(reference, failure));
        }
        if (has(failure, IncorrectObjectTypeException.class)) {
            return new Problem(where, "this is not a commit", "give a branch, a tag or a commit", failure);
        }
        if (has(failure, MissingObjectException.class)) {
            return new Problem(where, "the repository is incomplete", "check it with git fsck", failure);
        }
        return new Problem(
                where, said(reference, failure), "check the URL, then try again", cleaned(reference, failure));
    }

    private static boolean isTooLarge(Throwable failure) {
        return has(failure, MemoryRepository.TooLarge.class) || has(failure, TooLargeObjectInPackException.class);
    }

    private static boolean isNetwork(Throwable failure) {
        return has(failure, UnknownHostException.class)
                || has(failure, ConnectException.class)
                || has(failure, NoRouteToHostException.class)
                || has(failure, SocketTimeoutException.class)
                // For git:// URLs, JGit drops the cause.
                || String.valueOf(failure.getMessage()).contains("Connection refused");
    }

    private static boolean isLogin(Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        return message.contains("not authorized")
                || message.contains("uthentication is required")
                || message.contains("not permitted");
    }

    private static boolean has(Throwable failure, Class<? extends Throwable> type) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (type.isInstance(at)) {
                return true;
            }
        }
        return false;
    }

    private static String said(Reference reference, Throwable failure) {
        String message = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        String oneLine = GitUrl.redact(message, reference.url())
                .replaceAll("[\\p{Cntrl}]+", " ")
                .trim();
        return "git reports: " + (oneLine.length() > 300 ? oneLine.substring(0, 300) + "…" : oneLine);
    }

    /** A copy of the failure without credentials, because {@code --debug} prints causes too. */
    private static IOException cleaned(Reference reference, IOException failure) {
        IOException clean = new IOException(said(reference, failure));
        clean.setStackTrace(failure.getStackTrace());
        return clean;
    }
}
