package faastrace.collector.http;

import faastrace.files.PlainFile;
import faastrace.problem.Problem;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A private key in PEM text. Java reads the form PKCS#8; RSA's older own form only has to be wrapped into it. */
public final class PemKey {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN (RSA |EC |ENCRYPTED |)PRIVATE KEY-----([^-]+)-----END");
    private static final String CURE = "convert it: openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW";

    /** The signature by which a key of a kind is tried. */
    private static final Map<String, String> SIGNATURES =
            Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "EdDSA", "EdDSA");

    /** Version 0 and the identifier of RSA, in DER. */
    private static final byte[] RSA_HEAD = {2, 1, 0, 0x30, 13, 6, 9, 42, -122, 72, -122, -9, 13, 1, 1, 1, 5, 0};

    private static final int SEQUENCE = 0x30;
    private static final int OCTETS = 4;

    private PemKey() {}

    /** Reads the key; throws a Problem if it can't be used. */
    public static PrivateKey read(Path file) {
        byte[] bytes = PlainFile.read(file.toString(), file, Tls.MOST_BYTES);
        Matcher block = BLOCK.matcher(new String(bytes, StandardCharsets.ISO_8859_1));
        if (!block.find()) {
            throw new Problem(
                    file.toString(),
                    "there is no private key in it",
                    "give a PEM file with -----BEGIN PRIVATE KEY-----");
        }
        String form = block.group(1).strip();
        if (form.equals("EC") || form.equals("ENCRYPTED")) {
            throw new Problem(file.toString(), "the key has the form " + form + ", which is not read", CURE);
        }
        try {
            byte[] der = Base64.getMimeDecoder().decode(block.group(2));
            return key(file, form.equals("RSA") ? wrapped(der) : der);
        } catch (IllegalArgumentException notBase64) {
            throw new Problem(file.toString(), "the key is damaged", "give another file", notBase64);
        }
    }

    /** Throws {@link Problem} unless the two belong together; a client would only say that the connection broke. */
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
            // Not a pair.
        }
        if (!pair) {
            throw new Problem(
                    file.toString(), "the key is not that of the certificate", "give the key it was made with");
        }
    }

    private static PrivateKey key(Path file, byte[] pkcs8) {
        for (String algorithm : List.of("RSA", "EC", "EdDSA")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            } catch (GeneralSecurityException anotherKind) {
                // Try the next.
            }
        }
        throw new Problem(file.toString(), "the key is damaged or of an unknown kind", "use RSA, EC or Ed25519");
    }

    private static byte[] wrapped(byte[] rsa) {
        ByteArrayOutputStream inner = new ByteArrayOutputStream();
        inner.writeBytes(RSA_HEAD);
        inner.writeBytes(der(OCTETS, rsa));
        return der(SEQUENCE, inner.toByteArray());
    }

    private static byte[] der(int tag, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        // Three bytes of length serve keys of all sizes that are in use; DER asks for fewer where fewer do.
        if (content.length < 0x80) {
            out.write(content.length);
        } else if (content.length < 0x100) {
            out.writeBytes(new byte[] {(byte) 0x81, (byte) content.length});
        } else {
            out.writeBytes(new byte[] {(byte) 0x82, (byte) (content.length >> 8), (byte) content.length});
        }
        out.writeBytes(content);
        return out.toByteArray();
    }
}
