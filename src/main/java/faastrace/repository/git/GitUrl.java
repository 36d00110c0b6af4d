package faastrace.repository.git;

import faastrace.document.HttpUrl;
import faastrace.problem.Problem;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks the addresses of repositories, and removes credentials from texts that users see. */
public final class GitUrl {
    /** Scheme, user, host with port, and the rest. The user ends at the last {@code @} before the path, as in git. */
    private static final Pattern URL =
            Pattern.compile("(?<scheme>[a-z]+)://(?:(?<user>[^/?#]*)@)?(?<host>[^/?#@]*)(?<rest>.*)");

    private static final Pattern SCP = Pattern.compile("[\\w.][\\w.-]*@[\\w.][\\w.-]*:[^-].*");
    private static final Pattern HOST = Pattern.compile("[\\w.-]*(:\\d{1,5})?|\\[[0-9a-fA-F:.]+](:\\d{1,5})?");
    private static final Pattern USER_IN_TEXT = Pattern.compile("://[^/\\s]*@");

    private GitUrl() {}

    /**
     * The address itself, if it is valid.
     *
     * @throws Problem if git could not parse the address, or if the address could make git run a command
     */
    static String check(String address) {
        if (address.isBlank() || address.startsWith("-") || address.chars().anyMatch(Character::isISOControl)) {
            throw refused("'" + visible(address) + "'", "this is not the address of a git repository");
        }
        if (isLocal(address) || SCP.matcher(address).matches()) {
            return address;
        }
        checkCredentials(address);
        Matcher url = URL.matcher(address);
        if (!url.matches()) {
            throw refused(anonymous(address), "this is neither a URL of a git repository nor a folder on this machine");
        }
        return switch (url.group("scheme")) {
            case "http", "https", "git", "ssh" -> checkHost(address, url.group("host"));
            case "file" -> address;
            default -> throw refused(anonymous(address), "this URL scheme is not supported");
        };
    }

    /**
     * Refuses a password that contains {@code /}, {@code ?} or {@code #} without percent-encoding. Such a character in
     * a password would be mistaken for the end of the host.
     */
    static void checkCredentials(String address) {
        Matcher url = URL.matcher(address);
        if (url.matches() && !url.group("scheme").equals("file")) {
            String host = url.group("host");
            if (!HOST.matcher(host).matches() && url.group("rest").contains("@")) {
                throw new Problem(
                        anonymous(address),
                        "the user or password contains a '/', '?' or '#'",
                        "write it percent-encoded: %2F, %3F, %23");
            }
        }
    }

    private static String checkHost(String address, String host) {
        if (host.isEmpty() || host.startsWith("-") || !HOST.matcher(host).matches()) {
            throw refused(anonymous(address), "the URL has no valid host");
        }
        HttpUrl.checkServer(anonymous(address), host);
        return address;
    }

    /**
     * The address without password, token and query, because a query may contain a token. The user stays if it is part
     * of an ssh address.
     */
    public static String withoutCredentials(String address) {
        Matcher url = URL.matcher(address);
        return url.matches() ? withoutUser(address).replaceFirst("\\?.*", "") : address;
    }

    /** The address without user and password. The user stays if it is part of an ssh address. */
    public static String withoutUser(String address) {
        Matcher url = URL.matcher(address);
        if (!url.matches()) {
            return address;
        }
        boolean ssh = url.group("scheme").equals("ssh") && url.group("user") != null;
        String user = ssh ? url.group("user").replaceFirst(":.*", "") + "@" : "";
        return url.group("scheme") + "://" + user + url.group("host") + url.group("rest");
    }

    /** The credentials in the address, as written: the part between {@code //} and {@code @}. Empty for ssh. */
    public static Optional<String> credentials(String address) {
        Matcher url = URL.matcher(address);
        return url.matches() && !url.group("scheme").equals("ssh")
                ? Optional.ofNullable(url.group("user"))
                : Optional.empty();
    }

    /**
     * Removes the credentials of this address, and everything else that looks like credentials, from a text.
     */
    public static String redact(String text, String address) {
        String redacted = text;
        if (credentials(address).isPresent()) {
            for (String secret : credentials(address).get().split(":", 2)) {
                // Shorter secrets are words like "x". Removing them would garble the text and hide nothing.
                redacted = secret.length() < 4 ? redacted : redacted.replace(secret, "***");
            }
        }
        return USER_IN_TEXT.matcher(redacted).replaceAll("://");
    }

    /**
     * The folder on this machine that the address names, as a path or a {@code file://} URL.
     *
     * @throws Problem if the path is not valid on this machine
     */
    public static Optional<Path> folder(String address) {
        try {
            if (address.startsWith("file://") && !isLocal(address)) {
                return Optional.of(Path.of(localPath(address)));
            }
            return isLocal(address) ? Optional.of(Path.of(address)) : Optional.empty();
        } catch (InvalidPathException e) {
            throw new Problem(address, "this path is not valid on this machine", "check the path", e);
        }
    }

    /** Whether a file or folder with this path exists on this machine. */
    static boolean isLocal(String path) {
        try {
            return !path.isBlank() && Files.exists(Path.of(path));
        } catch (InvalidPathException noPath) {
            return false;
        }
    }

    private static String localPath(String address) {
        String path = address.substring("file://".length()).replaceFirst("^localhost/", "/");
        // git percent-decodes file:// URLs. URI does too, but rejects spaces, which git accepts.
        return path.contains("%") ? decoded(path) : path;
    }

    private static String decoded(String path) {
        try {
            return URI.create("file://" + path.replace(" ", "%20")).getPath();
        } catch (IllegalArgumentException notEncoded) {
            return path;
        }
    }

    private static String anonymous(String address) {
        int user = address.indexOf("://") + 3;
        int host = address.lastIndexOf('@') + 1;
        return visible(user > 2 && host > user ? address.substring(0, user) + address.substring(host) : address);
    }

    private static String visible(String address) {
        return address.replaceAll("\\p{Cntrl}", "?");
    }

    private static Problem refused(String where, String what) {
        return new Problem(
                where, what, "use https://…, git://…, file://… or an existing folder, optionally followed by #REF");
    }
}
