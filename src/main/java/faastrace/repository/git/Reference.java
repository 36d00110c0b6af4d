package faastrace.repository.git;

import faastrace.problem.Problem;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A git repository that templates come from, and the branch, tag or commit to use.
 *
 * @param url the URL as given, including credentials: never print it, print {@link #displayUrl()}
 * @param ref a branch, a tag, {@code sha-…} with 7 to 40 hex digits, a full commit id, or null for the default
 *     branch
 */
public record Reference(String url, @Nullable String ref) {
    /** The repository that faas-cli pulls by default. */
    public static final String DEFAULT_URL = "https://github.com/openfaas/templates.git";

    private static final Pattern REF = Pattern.compile("[A-Za-z0-9_./+@-]+");
    private static final Pattern NEVER_IN_REF = Pattern.compile("^[-/.]|[/.]$|\\.\\.|//|/\\.|@\\{|^@$|\\.lock($|/)");
    private static final Pattern COMMIT = Pattern.compile("sha-[0-9a-fA-F]{7,40}|[0-9a-fA-F]{40}");

    public Reference {
        Objects.requireNonNull(url);
    }

    /**
     * Parses {@code URL}, {@code URL#REF}, {@code PATH} or {@code PATH#REF}.
     *
     * @throws Problem if it is not the address of a git repository, or the part after {@code #} can't be a ref
     */
    public static Reference parse(String argument) {
        if (GitUrl.isLocal(argument)) {
            return new Reference(GitUrl.check(argument), null);
        }
        int mark = argument.indexOf('#');
        if (mark < 0) {
            return new Reference(GitUrl.check(argument), null);
        }
        // The whole argument is checked first, so that no message shows half of a password that contains a '#'.
        GitUrl.checkCredentials(argument);
        String url = GitUrl.check(argument.substring(0, mark));
        return new Reference(url, checkRef(argument.substring(mark + 1), url));
    }

    /**
     * Chooses what to pull, following faas-cli's rules: the argument, otherwise the environment variable, otherwise the
     * default. An argument that equals the default counts as absent.
     *
     * @param argument the argument, or null
     * @param fromEnvironment the value of {@code OPENFAAS_TEMPLATE_URL}, or null
     */
    public static Reference choose(@Nullable String argument, @Nullable String fromEnvironment) {
        if (argument != null && !argument.equals(DEFAULT_URL)) {
            return parse(argument);
        }
        return parse(fromEnvironment == null || fromEnvironment.isBlank() ? DEFAULT_URL : fromEnvironment);
    }

    /** The same repository at that branch, tag or commit. */
    public Reference withRef(String other) {
        return new Reference(url, checkRef(other, url));
    }

    /** The URL without user, password, token or query. */
    public String displayUrl() {
        return GitUrl.withoutCredentials(url);
    }

    /** The hex digits (7 to 40), if the ref names a commit. */
    public Optional<String> commit() {
        if (ref == null || !COMMIT.matcher(ref).matches()) {
            return Optional.empty();
        }
        return Optional.of((ref.startsWith("sha-") ? ref.substring(4) : ref).toLowerCase(java.util.Locale.ROOT));
    }

    /** The folder on this machine that contains the repository, if it is a local one. */
    Optional<Path> folder() {
        return GitUrl.folder(url);
    }

    /** The URL and the ref, without credentials. */
    @Override
    public String toString() {
        return displayUrl() + (ref == null ? "" : "#" + ref);
    }

    private static String checkRef(String ref, String url) {
        String where = GitUrl.withoutCredentials(url);
        if (ref.startsWith("sha-") && !COMMIT.matcher(ref).matches()) {
            throw new Problem(
                    where + "#" + ref,
                    "the part after 'sha-' is not a commit",
                    "give 7 to 40 hex digits, as in #sha-1a2b3c4");
        }
        if (!REF.matcher(ref).matches() || NEVER_IN_REF.matcher(ref).find()) {
            throw new Problem(
                    where,
                    "the part after '#' can't be a branch or tag",
                    "give a branch, a tag, or a commit as in #sha-1a2b3c4");
        }
        return ref;
    }
}
