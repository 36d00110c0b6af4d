package faastrace.collector.http;

import faastrace.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/**
 * The certificate that the server uses. When the certificate's files change, it is reloaded, and existing connections
 * stay open.
 */
public final class Certificate {
    private final Tls tls;
    private final SslContextFactory.Server factory = new SslContextFactory.Server();
    private List<FileTime> times;

    /** Loads the certificate. Throws {@link Problem} if the certificate can't be used. */
    public Certificate(Tls tls) {
        this.tls = tls;
        this.times = times();
        fill(factory);
    }

    /** The factory that Jetty gets the certificate from. It stays the same when the certificate is reloaded. */
    public SslContextFactory.Server factory() {
        return factory;
    }

    /** Reloads changed files. If the new certificate can't be used, keeps the old one and throws {@link Problem}. */
    public void renew() {
        List<FileTime> now = times();
        if (!now.equals(times)) {
            tls.load();
            try {
                factory.reload(own -> fill(factory));
            } catch (Exception e) {
                throw new Problem(tls.toString(), "cannot be used: " + e.getMessage(), "use another file", e);
            }
            times = now;
        }
    }

    private void fill(SslContextFactory.Server own) {
        own.setKeyStore(tls.load());
        own.setKeyStorePassword(tls.password());
    }

    private List<FileTime> times() {
        List<FileTime> found = new ArrayList<>();
        for (Path file : tls.files()) {
            try {
                found.add(Files.getLastModifiedTime(file));
            } catch (IOException e) {
                throw Problem.of(file, e);
            }
        }
        return found;
    }
}
