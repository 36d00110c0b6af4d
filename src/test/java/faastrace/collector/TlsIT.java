package faastrace.collector;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import faastrace.Means;
import faastrace.collector.http.Certificate;
import faastrace.collector.http.PemKey;
import faastrace.collector.http.Tls;
import faastrace.problem.Problem;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateKey;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsIT extends CollectorFixture {
    private static final String PASSWORD = "changeit";

    @TempDir
    static Path keys;

    @BeforeAll
    static void makeKeys() throws Exception {
        for (List<String> kind : List.of(List.of("rsa", "RSA"), List.of("ec", "EC"), List.of("other", "EC"))) {
            Path store = keys.resolve(kind.get(0) + ".p12");
            run(
                    "-genkeypair",
                    "-alias",
                    "x",
                    "-keyalg",
                    kind.get(1),
                    "-dname",
                    "CN=localhost",
                    "-ext",
                    "san=dns:localhost,ip:127.0.0.1",
                    "-validity",
                    "2",
                    "-keystore",
                    store.toString(),
                    "-storepass",
                    PASSWORD);
            KeyStore loaded = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
            pem(kind.get(0) + ".crt", "CERTIFICATE", loaded.getCertificate("x").getEncoded());
            pem(
                    kind.get(0) + ".key",
                    "PRIVATE KEY",
                    loaded.getKey("x", PASSWORD.toCharArray()).getEncoded());
        }
        Files.writeString(keys.resolve("password"), PASSWORD + "\n");
    }

    @Test
    void pemFilesServe() throws Exception {
        for (String kind : List.of("rsa", "ec")) {
            restart(settings().with(Tls.pem(keys.resolve(kind + ".crt"), keys.resolve(kind + ".key"))));
            assertThat(postTrusting(kind)).isEqualTo(201);
        }
    }

    @Test
    void anOlderFormOfRsaKeyServes() throws Exception {
        byte[] pkcs8 = KeyStore.getInstance(keys.resolve("rsa.p12").toFile(), PASSWORD.toCharArray())
                .getKey("x", PASSWORD.toCharArray())
                .getEncoded();
        // The newer format contains the older format in an octet string. So the test skips the version, the algorithm,
        // and the tag and length of the octet string.
        pem("old.key", "RSA PRIVATE KEY", Arrays.copyOfRange(pkcs8, 26, pkcs8.length));
        PrivateKey key = PemKey.read(keys.resolve("old.key"), Optional.empty());
        assertThat(key.getEncoded()).isEqualTo(pkcs8);
    }

    @Test
    void everyFormThatOpensslWritesIsRead() throws Exception {
        Means.require("openssl");
        for (String kind : List.of("rsa", "ec")) {
            String in = keys.resolve(kind + ".key").toString();
            PrivateKey expected = PemKey.read(Path.of(in), Optional.empty());
            Path secret = keys.resolve("password");
            String pass = "file:" + secret;
            assertRead(expected, "pkey", "-traditional", "-in", in);
            assertRead(expected, "pkey", "-traditional", "-in", in, "-aes256", "-passout", pass);
            assertRead(expected, "pkey", "-traditional", "-in", in, "-des3", "-passout", pass);
            assertRead(expected, "pkcs8", "-topk8", "-in", in, "-passout", pass);
            assertRead(expected, "pkcs8", "-topk8", "-in", in, "-v2", "aes-128-cbc", "-passout", pass);
            assertRead(expected, "pkcs8", "-topk8", "-in", in, "-v2", "des3", "-passout", pass);
            assertRead(expected, "pkcs8", "-topk8", "-in", in, "-v2prf", "hmacWithSHA1", "-passout", pass);
            assertRead(expected, "pkcs8", "-topk8", "-in", in, "-scrypt", "-passout", pass);
        }
    }

    @Test
    void otherPartsMayStandBesideTheKey() throws Exception {
        PrivateKey expected = PemKey.read(keys.resolve("rsa.key"), Optional.empty());
        pem("beside.key", "DH PARAMETERS", new byte[] {48, 3, 2, 1, 5});
        Path file = keys.resolve("beside.key");
        Files.writeString(file, Files.readString(file) + Files.readString(keys.resolve("rsa.key")));
        assertThat(PemKey.read(file, Optional.empty())).isEqualTo(expected);
        pem("ssh.key", "OPENSSH PRIVATE KEY", new byte[] {1, 2, 3});
        assertThatThrownBy(() -> PemKey.read(keys.resolve("ssh.key"), Optional.empty()))
                .hasMessageContaining("it contains no private key");
    }

    @Test
    void aPasswordMayEndInABlank() throws Exception {
        Means.require("openssl");
        Path secret = Files.writeString(keys.resolve("blank"), " a b \n");
        String in = keys.resolve("rsa.key").toString();
        Path sealed = openssl("pkcs8", "-topk8", "-in", in, "-passout", "file:" + secret);
        assertThat(PemKey.read(sealed, Optional.of(secret))).isEqualTo(PemKey.read(Path.of(in), Optional.empty()));
    }

    private static void assertRead(PrivateKey expected, String command, String... arguments) throws Exception {
        Path written = openssl(command, arguments);
        PrivateKey read = PemKey.read(written, Optional.of(keys.resolve("password")));
        assertThat(secret(read)).as(command + " " + List.of(arguments)).isEqualTo(secret(expected));
    }

    /**
     * The secret number of a private key. Tests compare it instead of the encoded keys, because some formats also
     * contain the public key.
     */
    private static BigInteger secret(PrivateKey key) {
        return key instanceof ECPrivateKey ec ? ec.getS() : ((RSAPrivateKey) key).getPrivateExponent();
    }

    @Test
    void anEncryptedKeyServesWithItsPassword() throws Exception {
        Means.require("openssl");
        Path password = keys.resolve("password");
        Path sealed =
                openssl("pkcs8", "-topk8", "-in", keys.resolve("ec.key").toString(), "-passout", "file:" + password);
        restart(settings().with(Tls.pem(keys.resolve("ec.crt"), sealed, password)));
        assertThat(postTrusting("ec")).isEqualTo(201);
        Path wrong = Files.writeString(keys.resolve("wrong"), "not it\n");
        assertProblem(Tls.pem(keys.resolve("ec.crt"), sealed, wrong), "this is not the password of the key");
        assertProblem(Tls.pem(keys.resolve("ec.crt"), sealed, keys.resolve("none")), "no such file");
        assertProblem(Tls.pem(keys.resolve("ec.crt"), sealed), "--tls-password-file");
        Path old = openssl(
                "rsa",
                "-traditional",
                "-aes128",
                "-in",
                keys.resolve("rsa.key").toString(),
                "-passout",
                "file:" + password);
        assertProblem(Tls.pem(keys.resolve("rsa.crt"), old, wrong), "this is not the password of the key");
        assertProblem(Tls.pem(keys.resolve("ec.crt"), old, password), "does not match the certificate");
    }

    private static Path openssl(String command, String... arguments) throws Exception {
        Path out = Files.createTempFile(keys, "openssl", ".key");
        List<String> line = new java.util.ArrayList<>(List.of("openssl", command, "-out", out.toString()));
        line.addAll(List.of(arguments));
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), US_ASCII);
        assertThat(process.waitFor()).as(line + said).isZero();
        return out;
    }

    @Test
    void aKeyStoreServes() throws Exception {
        restart(settings().with(Tls.keyStore(keys.resolve("rsa.p12"), keys.resolve("password"))));
        assertThat(postTrusting("rsa")).isEqualTo(201);
        assertThatThrownBy(() -> postTrusting("ec")).isInstanceOf(SSLException.class);
    }

    @Test
    void aRenewedCertificateIsTaken() throws Exception {
        Path certificate = Files.copy(keys.resolve("ec.crt"), directory.resolve(".crt"));
        Path key = Files.copy(keys.resolve("ec.key"), directory.resolve(".key"));
        Certificate own = new Certificate(Tls.pem(certificate, key));
        own.factory().start();
        Files.writeString(certificate, "half written");
        Files.setLastModifiedTime(certificate, java.nio.file.attribute.FileTime.fromMillis(1));
        assertThatThrownBy(own::renew).isInstanceOf(Problem.class);
        Files.write(certificate, Files.readAllBytes(keys.resolve("other.crt")));
        Files.write(key, Files.readAllBytes(keys.resolve("other.key")));
        own.renew();
        X509Certificate served = (X509Certificate) own.factory().getKeyStore().getCertificate("collector");
        assertThat(served.getEncoded()).isEqualTo(certificate("other").getEncoded());
        own.factory().stop();
    }

    @Test
    void filesThatDoNotServeAreTheUsersToFix() throws Exception {
        Path crt = keys.resolve("ec.crt");
        Path none = keys.resolve("none");
        assertProblem(Tls.pem(none, keys.resolve("ec.key")), "no such file");
        assertProblem(Tls.pem(keys.resolve("ec.key"), keys.resolve("ec.key")), "no certificate");
        assertProblem(Tls.pem(crt, crt), "no private key");
        assertProblem(Tls.pem(crt, keys.resolve("rsa.key")), "does not match the certificate");
        assertProblem(Tls.pem(crt, keys.resolve("other.key")), "does not match the certificate");
        pem("locked.key", "ENCRYPTED PRIVATE KEY", new byte[] {1, 2, 3});
        assertProblem(Tls.pem(crt, keys.resolve("locked.key")), "openssl pkcs8");
        pem("broken.key", "PRIVATE KEY", new byte[] {1, 2, 3});
        assertProblem(Tls.pem(crt, keys.resolve("broken.key")), "damaged");
        assertProblem(Tls.keyStore(keys.resolve("ec.p12"), crt), "password");
        assertProblem(Tls.keyStore(crt, keys.resolve("password")), "");
    }

    @Test
    void aPipeInThePlaceOfAFileIsNotWaitedFor() throws Exception {
        Means.require("mkfifo");
        Path pipe = directory.resolve(".pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        for (Tls tls : List.of(
                Tls.pem(pipe, keys.resolve("ec.key")),
                Tls.pem(keys.resolve("ec.crt"), pipe),
                Tls.keyStore(pipe, keys.resolve("password")),
                Tls.keyStore(keys.resolve("ec.p12"), pipe))) {
            assertTimeoutPreemptively(Duration.ofSeconds(60), () -> assertProblem(tls, "is not a plain file"));
        }
    }

    private void assertProblem(Tls tls, String part) {
        assertThatThrownBy(() -> Collector.start(settings().with(tls)))
                .isInstanceOf(Problem.class)
                .hasMessageContaining(part);
    }

    private int postTrusting(String kind) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("x", certificate(kind));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        HttpRequest request = HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + collector.port() + "/"))
                .header("X-name", "pi")
                .POST(HttpRequest.BodyPublishers.ofString(TRACE))
                .build();
        HttpClient secure = HttpClient.newBuilder().sslContext(context).build();
        return secure.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    private static X509Certificate certificate(String kind) throws Exception {
        try (var in = Files.newInputStream(keys.resolve(kind + ".crt"))) {
            Collection<? extends java.security.cert.Certificate> all =
                    java.security.cert.CertificateFactory.getInstance("X.509").generateCertificates(in);
            return (X509Certificate) all.iterator().next();
        }
    }

    private static void pem(String file, String kind, byte[] bytes) throws Exception {
        String text = Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(bytes);
        Files.writeString(
                keys.resolve(file), "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n");
    }

    private static void run(String... arguments) throws Exception {
        List<String> command = new java.util.ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), US_ASCII);
        assertThat(process.waitFor()).as(said).isZero();
    }
}
