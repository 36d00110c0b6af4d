package faastrace.repository.store;

import faastrace.document.HttpUrl;
import faastrace.files.PlainFile;
import faastrace.problem.Problem;
import faastrace.repository.git.EnvironmentProxies;
import faastrace.repository.git.FetchFailure;
import faastrace.repository.git.GitUrl;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLDecoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;

/** Downloads a store's list with one GET, limited in time and size. */
final class StoreDownload {
    private static final int TIMEOUT_MILLIS = 5_000;
    private static final int MAX_BYTES = 4 << 20;

    private final String address;
    private final String shown;

    private StoreDownload(String address) {
        this.address = address;
        this.shown = GitUrl.withoutCredentials(address);
    }

    static String text(String address) {
        return new StoreDownload(address).text();
    }

    private String text() {
        try {
            Optional<Path> file = GitUrl.folder(address);
            if (file.isPresent()) {
                return new String(PlainFile.read(shown, file.get(), MAX_BYTES), StandardCharsets.UTF_8);
            }
            return get(url());
        } catch (IOException e) {
            throw new Problem(shown, said(e), "check the URL and the network, or use another store with --url", e);
        }
    }

    private URL url() throws MalformedURLException {
        if (address.startsWith("http://") || address.startsWith("https://")) {
            String plain = GitUrl.withoutUser(address);
            HttpUrl.check(shown, plain);
            return new URL(plain);
        }
        throw new Problem(
                shown, "this is neither a URL of a template store nor a file", "use http(s)://…, file://… or a path");
    }

    /** HttpURLConnection starts faster than java.net.http, and JGit has already loaded HttpURLConnection. */
    private String get(URL url) throws IOException {
        EnvironmentProxies.use();
        long deadline = System.nanoTime() + TIMEOUT_MILLIS * 1_000_000L;
        HttpURLConnection connection = (HttpURLConnection) url.openConnection();
        connection.setConnectTimeout(TIMEOUT_MILLIS);
        connection.setReadTimeout(TIMEOUT_MILLIS);
        authorize(connection);
        try {
            if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
                throw new IOException("the server responds with " + connection.getResponseCode() + ", not 200");
            }
            try (InputStream in = connection.getInputStream()) {
                return read(in, deadline);
            }
        } catch (RuntimeException e) {
            throw FetchFailure.redirected(e);
        } finally {
            connection.disconnect();
        }
    }

    private void authorize(URLConnection connection) {
        GitUrl.credentials(address).ifPresent(user -> {
            // A redirect may lead to another server, which must not get the password.
            ((HttpURLConnection) connection).setInstanceFollowRedirects(false);
            byte[] login = URLDecoder.decode(user.replace("+", "%2B"), StandardCharsets.UTF_8)
                    .getBytes(StandardCharsets.UTF_8);
            connection.setRequestProperty(
                    "Authorization", "Basic " + Base64.getEncoder().encodeToString(login));
        });
    }

    private static String read(InputStream in, long deadline) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            bytes.write(buffer, 0, count);
            if (bytes.size() > MAX_BYTES) {
                throw new IOException("the list is larger than " + MAX_BYTES + " bytes");
            }
            if (System.nanoTime() > deadline) {
                throw new IOException("the server took longer than " + TIMEOUT_MILLIS / 1000 + " s");
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private String said(IOException failure) {
        if (failure instanceof UnknownHostException) {
            // The exception's message is only the server's name.
            return "can't read the template store: there is no such server, or no network";
        }
        String message = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        return "can't read the template store: " + GitUrl.redact(message, address);
    }
}
