package faastrace.repository.git;

import java.net.URISyntaxException;
import org.eclipse.jgit.transport.CredentialItem;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.URIish;
import org.jspecify.annotations.Nullable;

/** Supplies the user and password of a URL, only to the server of that URL. Never asks the user for credentials. */
final class UrlCredentials extends CredentialsProvider {
    private final URIish url;

    private UrlCredentials(URIish url) {
        this.url = url;
    }

    /** The credentials of a URL; null if it contains none. */
    static @Nullable CredentialsProvider of(String url) {
        try {
            URIish uri = new URIish(url);
            return uri.getUser() == null ? null : new UrlCredentials(uri);
        } catch (URISyntaxException e) {
            return null;
        }
    }

    @Override
    public boolean isInteractive() {
        return false;
    }

    @Override
    public boolean supports(CredentialItem... items) {
        for (CredentialItem item : items) {
            if (!(item instanceof CredentialItem.Username || item instanceof CredentialItem.Password)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean get(URIish server, CredentialItem... items) {
        if (!isOurs(server) || !supports(items)) {
            return false;
        }
        for (CredentialItem item : items) {
            if (item instanceof CredentialItem.Username user) {
                user.setValue(url.getUser());
            } else if (item instanceof CredentialItem.Password password) {
                password.setValue((url.getPass() == null ? "" : url.getPass()).toCharArray());
            }
        }
        return true;
    }

    /** Whether this is the URL's server. A redirect may lead to another server, which must not get the password. */
    private boolean isOurs(URIish server) {
        return url.getHost().equals(server.getHost())
                && url.getScheme().equals(server.getScheme())
                && url.getPort() == server.getPort();
    }
}
