package faastrace.collector.http;

import faastrace.files.PlainFile;
import faastrace.problem.Problem;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.EncryptionException;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8DecryptorProviderBuilder;
import org.bouncycastle.openssl.jcajce.JcePEMDecryptorProviderBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a private key in PEM format, in any form that OpenSSL writes: PKCS#8, or the older formats of RSA (PKCS#1) and
 * EC (SEC1). The key can be encrypted.
 */
public final class PemKey {
    private static final String CONVERT = "convert it: openssl pkcs8 -topk8 -in OLD -out NEW";

    /** For each type of key, the signature algorithm that is used to test the key. */
    private static final Map<String, String> SIGNATURES =
            Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "EdDSA", "EdDSA");

    private final Path file;
    private final Optional<Path> passwordFile;

    private PemKey(Path file, Optional<Path> passwordFile) {
        this.file = file;
        this.passwordFile = passwordFile;
    }

    /**
     * Reads the key; throws {@link Problem} if the key can't be used.
     *
     * @param passwordFile the file whose first line is the password of an encrypted key
     */
    public static PrivateKey read(Path file, Optional<Path> passwordFile) {
        return new PemKey(file, passwordFile).read();
    }

    /** The password in a file, which is the file's first line. */
    static String password(Path file) {
        String text = new String(PlainFile.read(file.toString(), file, Tls.MOST_BYTES), StandardCharsets.UTF_8);
        return text.lines().findFirst().orElse("");
    }

    private PrivateKey read() {
        byte[] bytes = PlainFile.read(file.toString(), file, Tls.MOST_BYTES);
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        boolean sealed = text.contains("BEGIN ENCRYPTED") || text.contains("4,ENCRYPTED");
        if (sealed && passwordFile.isEmpty()) {
            throw new Problem(
                    file.toString(),
                    "the key is encrypted",
                    "give its password with --tls-password-file FILE, or decrypt it: openssl pkcs8 -topk8 -nocrypt"
                            + " -in OLD -out NEW");
        }
        String password = passwordFile.map(PemKey::password).orElse("");
        try (PEMParser parser = new PEMParser(new StringReader(text))) {
            for (Object part = next(parser); part != null; part = next(parser)) {
                Optional<PrivateKeyInfo> key = key(part, password.toCharArray());
                if (key.isPresent()) {
                    return key(key.get().getEncoded());
                }
            }
        } catch (EncryptionException | PKCSException | OperatorCreationException e) {
            throw locked(e);
        } catch (Problem ours) {
            throw ours;
        } catch (IOException | RuntimeException e) {
            // A wrong password can cause any of these exceptions.
            throw sealed ? locked(e) : new Problem(file.toString(), "the key is damaged", "use another file", e);
        }
        throw new Problem(
                file.toString(), "it contains no private key", "use a PEM file with -----BEGIN PRIVATE KEY-----");
    }

    /**
     * Returns the next part of the file that the library knows, or null at the end. Skips unknown parts, such as
     * parameters before the key.
     */
    private static @Nullable Object next(PEMParser parser) throws IOException {
        while (true) {
            try {
                return parser.readObject();
            } catch (IOException e) {
                if (!String.valueOf(e.getMessage()).startsWith("unrecognised object")) {
                    throw e;
                }
            }
        }
    }

    /** Returns the key, if this part of the file is a key. The file can also contain certificates and parameters. */
    private static Optional<PrivateKeyInfo> key(Object part, char[] password)
            throws IOException, PKCSException, OperatorCreationException {
        if (part instanceof PrivateKeyInfo plain) {
            return Optional.of(plain);
        }
        if (part instanceof PEMKeyPair older) {
            return Optional.of(older.getPrivateKeyInfo());
        }
        if (part instanceof PKCS8EncryptedPrivateKeyInfo sealed) {
            JceOpenSSLPKCS8DecryptorProviderBuilder opener =
                    new JceOpenSSLPKCS8DecryptorProviderBuilder().setProvider(new BouncyCastleProvider());
            return Optional.of(sealed.decryptPrivateKeyInfo(opener.build(password)));
        }
        if (part instanceof PEMEncryptedKeyPair sealed) {
            JcePEMDecryptorProviderBuilder opener =
                    new JcePEMDecryptorProviderBuilder().setProvider(new BouncyCastleProvider());
            return Optional.of(sealed.decryptKeyPair(opener.build(password)).getPrivateKeyInfo());
        }
        return Optional.empty();
    }

    private Problem locked(Exception failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof NoSuchAlgorithmException) {
                return new Problem(file.toString(), "the key is encrypted with an unknown algorithm", CONVERT, cause);
            }
        }
        String where = passwordFile.orElse(file).toString();
        return new Problem(where, "this is not the password of the key " + file, "correct it", failure);
    }

    private PrivateKey key(byte[] pkcs8) {
        for (String algorithm : List.of("RSA", "EC", "EdDSA")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            } catch (GeneralSecurityException anotherKind) {
                // Try the next algorithm.
            }
        }
        throw new Problem(file.toString(), "the key is damaged or of an unknown type", "use RSA, EC or Ed25519");
    }

    /**
     * Throws {@link Problem} if the keys are not a pair. Without this check, clients would only report a broken
     * connection.
     */
    static void requirePair(Path file, PrivateKey key, PublicKey other) throws GeneralSecurityException {
        String algorithm = SIGNATURES.getOrDefault(key.getAlgorithm(), key.getAlgorithm());
        byte[] text = {1, 2, 3};
        boolean pair = false;
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(text);
            byte[] signed = signature.sign();
            signature.initVerify(other);
            signature.update(text);
            pair = signature.verify(signed);
        } catch (GeneralSecurityException differentKinds) {
            // The keys are not a pair.
        }
        if (!pair) {
            throw new Problem(
                    file.toString(), "the key does not match the certificate", "use the key of the certificate");
        }
    }
}
