package faastrace.collector.http;

import faastrace.files.PlainFile;
import faastrace.problem.Problem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The certificate and key that the collector serves HTTPS with. */
public final class Tls {
    static final int MOST_BYTES = 4 << 20;

    private final Path certificate;
    private final Optional<Path> key;
    private final Optional<Path> password;

    private Tls(Path certificate, Optional<Path> key, Optional<Path> password) {
        this.certificate = certificate;
        this.key = key;
        this.password = password;
    }

    /**
     * Uses two PEM files. The first file contains the certificate, followed by the certificates of its issuers. The
     * second file contains the private key.
     */
    public static Tls pem(Path certificate, Path key) {
        return new Tls(certificate, Optional.of(key), Optional.empty());
    }

    /**
     * Like {@link #pem(Path, Path)}, but the private key can be encrypted. The first line of the password file is the
     * password of the key.
     */
    public static Tls pem(Path certificate, Path key, Path password) {
        return new Tls(certificate, Optional.of(key), Optional.of(password));
    }

    /**
     * Uses a key store in PKCS#12 or Java's own format. The first line of the password file is the store's password.
     */
    public static Tls keyStore(Path store, Path password) {
        return new Tls(store, Optional.empty(), Optional.of(password));
    }

    /** All files that are read. They can change while the collector runs. */
    List<Path> files() {
        return Stream.of(Optional.of(certificate), key, password)
                .flatMap(Optional::stream)
                .toList();
    }

    /** The password of the key in the store that {@link #load} returns. */
    String password() {
        return key.isPresent() ? "in memory only" : PemKey.password(password.orElseThrow());
    }

    /** Reads the files; throws {@link Problem} if they can't be used. */
    KeyStore load() {
        Path current = certificate;
        try {
            if (key.isEmpty()) {
                return fromStore();
            }
            Certificate[] chain = chain();
            current = key.get();
            PrivateKey secret = PemKey.read(current, password);
            PemKey.requirePair(current, secret, chain[0].getPublicKey());
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("collector", secret, password().toCharArray(), chain);
            return store;
        } catch (IOException e) {
            throw Problem.of(current, e);
        } catch (GeneralSecurityException e) {
            throw new Problem(current.toString(), "cannot be used: " + e.getMessage(), "use another file", e);
        }
    }

    private KeyStore fromStore() throws IOException, GeneralSecurityException {
        String opener = password();
        try {
            read(certificate); // rejects pipes and devices, because reading them could block or never end
            KeyStore store = KeyStore.getInstance(certificate.toFile(), opener.toCharArray());
            for (String alias : Collections.list(store.aliases())) {
                if (store.isKeyEntry(alias)) {
                    return store;
                }
            }
        } catch (IOException e) {
            if (e.getCause() instanceof GeneralSecurityException) {
                throw new Problem(
                        password.orElseThrow().toString(), "this is not the key store's password", "correct it", e);
            }
            throw e;
        }
        throw new Problem(certificate.toString(), "it contains no private key", "use the server's key store");
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
            // The file is treated like a file without certificates.
        }
        throw new Problem(
                certificate.toString(),
                "it contains no certificate",
                "use a PEM file with -----BEGIN CERTIFICATE-----");
    }

    private static byte[] read(Path file) {
        return PlainFile.read(file.toString(), file, MOST_BYTES);
    }

    @Override
    public String toString() {
        return certificate.toString();
    }
}
