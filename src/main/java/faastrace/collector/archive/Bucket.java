package faastrace.collector.archive;

import faastrace.problem.Problem;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** The objects in a bucket whose keys begin with the prefix of the settings. */
final class Bucket implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int NOT_FOUND = 404;

    private final S3Client client;
    private final String bucket;
    private final String prefix;

    private Bucket(S3Client client, String bucket, String prefix) {
        this.client = client;
        this.bucket = bucket;
        this.prefix = prefix;
    }

    /** An object. Its key doesn't contain the prefix. */
    record Stored(String key, long bytes, Instant modified) {}

    /** Opens the bucket. Credentials and region come from the places in which all of Amazon's tools look for them. */
    static Bucket open(ArchiveSettings settings) {
        return new Bucket(client(settings), settings.bucket(), settings.prefix());
    }

    static S3Client client(ArchiveSettings settings) {
        S3ClientBuilder builder = S3Client.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(CONNECT)
                        .socketTimeout(PATIENCE))
                .credentialsProvider(DefaultCredentialsProvider.builder().build())
                // Stores that are not Amazon's may not know newer checksums. Content-MD5 is sent instead.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .region(region(settings));
        settings.endpoint().ifPresent(url -> builder.endpointOverride(url).forcePathStyle(true));
        return builder.build();
    }

    private static Region region(ArchiveSettings settings) {
        try {
            return DefaultAwsRegionProviderChain.builder().build().getRegion();
        } catch (SdkException unknown) {
            if (settings.endpoint().isEmpty()) {
                throw new Problem(settings.url(), "the region of the bucket is not known", "set AWS_REGION", unknown);
            }
            return Region.US_EAST_1; // Most other stores accept any region.
        }
    }

    /** Stores a file. The store compares it with its checksum. */
    void put(String key, Path file, String md5) throws IOException {
        attempt(
                key,
                () -> client.putObject(
                        request -> request.bucket(bucket).key(prefix + key).contentMD5(md5), file));
    }

    void put(String key, byte[] bytes, String md5) throws IOException {
        attempt(
                key,
                () -> client.putObject(
                        request -> request.bucket(bucket).key(prefix + key).contentMD5(md5),
                        RequestBody.fromBytes(bytes)));
    }

    /** The size of an object; empty if it does not exist. */
    Optional<Long> size(String key) throws IOException {
        try {
            return Optional.of(attempt(
                    key,
                    () -> client.headObject(request -> request.bucket(bucket).key(prefix + key))
                            .contentLength()));
        } catch (FileNotFoundException missing) {
            return Optional.empty();
        }
    }

    /** The content of an object, which the caller must close. */
    InputStream read(String key) throws IOException {
        return attempt(
                key, () -> client.getObject(request -> request.bucket(bucket).key(prefix + key)));
    }

    /** A part of an object, which the caller must close. */
    InputStream read(String key, long from, long length) throws IOException {
        String range = "bytes=" + from + "-" + (from + length - 1);
        return attempt(
                key,
                () -> client.getObject(
                        request -> request.bucket(bucket).key(prefix + key).range(range)));
    }

    /** The objects whose keys begin with a text, sorted by their keys. */
    List<Stored> list(String beginning) throws IOException {
        return attempt(beginning, () -> {
            List<Stored> found = new ArrayList<>();
            ListObjectsV2Request request = ListObjectsV2Request.builder()
                    .bucket(bucket)
                    .prefix(prefix + beginning)
                    .build();
            client.listObjectsV2Paginator(request)
                    .contents()
                    .forEach(object -> found.add(
                            new Stored(object.key().substring(prefix.length()), object.size(), object.lastModified())));
            return found;
        });
    }

    void delete(String key) throws IOException {
        attempt(key, () -> client.deleteObject(request -> request.bucket(bucket).key(prefix + key)));
    }

    @Override
    public void close() {
        client.close();
    }

    private <T> T attempt(String key, Callable<T> work) throws IOException {
        try {
            return work.call();
        } catch (NoSuchKeyException missing) {
            throw new FileNotFoundException(key);
        } catch (S3Exception refused) {
            if (refused.statusCode() == NOT_FOUND) {
                throw new FileNotFoundException(key);
            }
            throw new IOException("the object store responds with status " + refused.statusCode(), refused);
        } catch (SdkException failure) {
            throw new IOException(String.valueOf(failure.getMessage()), failure);
        } catch (IOException | RuntimeException failure) {
            throw failure;
        } catch (Exception other) {
            throw new IOException(other);
        }
    }
}
