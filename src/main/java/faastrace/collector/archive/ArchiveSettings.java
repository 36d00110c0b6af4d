package faastrace.collector.archive;

import faastrace.problem.Problem;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where past hours are archived.
 *
 * @param bucket the name of the bucket
 * @param prefix the beginning of all keys: empty, or a path that ends with a slash
 * @param endpoint the URL of the store; empty for Amazon S3
 * @param after how long after the end of an hour its traces are archived
 * @param rule which traces are archived; the others are deleted at that time
 */
public record ArchiveSettings(String bucket, String prefix, Optional<URI> endpoint, Duration after, ArchiveRule rule) {
    private static final Pattern URL =
            Pattern.compile("s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])((?:/++[^/\\p{Cntrl}]++)*+)/*+");

    /** Parses a text such as {@code s3://bucket/prefix}; throws {@link Problem} if it has another form. */
    public static ArchiveSettings to(String url) {
        Matcher parts = URL.matcher(url);
        if (!parts.matches()) {
            throw new Problem(
                    "--archive " + url, "is not the URL of a bucket", "use s3://BUCKET or s3://BUCKET/PREFIX");
        }
        String path = parts.group(2).replaceFirst("^/++", "");
        return new ArchiveSettings(
                parts.group(1),
                path.isEmpty() ? "" : path + "/",
                Optional.empty(),
                Duration.ofHours(1),
                ArchiveRule.ALL);
    }

    /** The same settings for another store than Amazon's; throws {@link Problem} if the URL is not valid. */
    public ArchiveSettings at(String url) {
        if (!url.matches("https?://[^/]+/?")) {
            throw new Problem(
                    "--archive-endpoint " + url, "is not the URL of a server", "use https://HOST or http://HOST:PORT");
        }
        return new ArchiveSettings(bucket, prefix, Optional.of(URI.create(url)), after, rule);
    }

    /** The same settings with another delay. */
    public ArchiveSettings after(Duration delay) {
        return new ArchiveSettings(bucket, prefix, endpoint, delay, rule);
    }

    /** The same settings with another rule. */
    public ArchiveSettings with(ArchiveRule other) {
        return new ArchiveSettings(bucket, prefix, endpoint, after, other);
    }

    /** The URL as users write it. */
    public String url() {
        return "s3://" + bucket + "/" + prefix;
    }
}
