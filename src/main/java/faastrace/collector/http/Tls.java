package faastrace.collector.http;

import faastrace.files.PlainFile;
import faastrace.problem.Problem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Collections;
import java.util.List;

/** The certificate and key that the collector serves HTTPS with. */
public final class Tls {
    static final int MOST_BYTES = 4 << 20;

    private final Path certificate;
    private final Path secret;
    private final boolean pem;

    private Tls(Path certificate, Path secret, boolean pem) {
        this.certificate = certificate;
        this.secret = secret;
        this.pem = pem;
    }

    /** A certificate, with those of its issuers behind it, and its private key, both as PEM text. */
    public static Tls pem(Path certificate, Path key) {
        return new Tls(certificate, key, true);
    }

    /** A key store of PKCS#12 or Java's own form, and a file with its password in the first line. */
    public static Tls keyStore(Path store, Path password) {
        return new Tls(store, password, false);
    }

    /** The files it is made of; they may be renewed under a running collector. */
    List<Path> files() {
        return List.of(certificate, secret);
    }

    /** What opens the key in the store that {@link #load} gives. */
    String password() {
        return pem
                ? "in memory only"
                : new String(read(secret), StandardCharsets.UTF_8)
                        .lines()
                        .findFirst()
                        .orElse("")
                        .strip();
    }

    /** Reads the files; throws {@link Problem} where they don't serve. */
    KeyStore load() {
        Path current = certificate;
        try {
            if (!pem) {
                return fromStore();
            }
            Certificate[] chain = chain();
            current = secret;
            PrivateKey key = PemKey.read(secret);
            PemKey.requirePair(secret, key, chain[0].getPublicKey());
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("collector", key, password().toCharArray(), chain);
            return store;
        } catch (IOException e) {
            throw Problem.of(current, e);
        } catch (GeneralSecurityException e) {
            throw new Problem(current.toString(), "cannot be used: " + e.getMessage(), "give another file", e);
        }
    }

    private KeyStore fromStore() throws IOException, GeneralSecurityException {
        String password = password();
        try {
            read(certificate); // a pipe or a device would block or never end
            KeyStore store = KeyStore.getInstance(certificate.toFile(), password.toCharArray());
            for (String alias : Collections.list(store.aliases())) {
                if (store.isKeyEntry(alias)) {
                    return store;
                }
            }
        } catch (IOException e) {
            if (e.getCause() instanceof GeneralSecurityException) {
                throw new Problem(secret.toString(), "the password does not open the key store", "correct it", e);
            }
            throw e;
        }
        throw new Problem(certificate.toString(), "there is no private key in it", "give the server's key store");
    }

    private Certificate[] chain() throws IOException, GeneralSecurityException {
        try (InputStream in = new ByteArrayInputStream(read(certificate))) {
            Certificate[] chain = CertificateFactory.getInstance("X.509")
                    .generateCertificates(in)
                    .toArray(Certificate[]::new);
            if (chain.length > 0) {
                return chain;
            }
        } catch (CertificateException notOne) {
            // The same as none.
        }
        throw new Problem(
                certificate.toString(),
                "there is no certificate in it",
                "give a PEM file with -----BEGIN CERTIFICATE-----");
    }

    private static byte[] read(Path file) {
        return PlainFile.read(file.toString(), file, MOST_BYTES);
    }

    @Override
    public String toString() {
        return certificate.toString();
    }
}
