package faastrace.collector;

import faastrace.problem.Problem;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.SecureRandom;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The folder of traces: {@code DIR/<name>/<time>-<id>.perf.gz}, which FlameScope lists as it is. */
final class TraceFolder {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}");
    private static final Pattern PART = Pattern.compile("\\.[0-9a-f]{16}\\.part");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final int TIME_LENGTH = "20260102T030405.678Z".length();
    private static final int CONFLICT = 409;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path directory;

    private TraceFolder(Path directory) {
        this.directory = directory;
    }

    /** Makes the folder if it is missing; throws {@link Problem} where it can't serve. */
    static TraceFolder open(Path directory) {
        if (Files.isSymbolicLink(directory)) {
            throw new Problem(
                    directory.toString(), "the folder is a symbolic link", "name the folder that it points to");
        }
        try {
            Files.createDirectories(directory);
        } catch (FileAlreadyExistsException e) {
            throw new Problem(directory.toString(), "this is a file, not a folder", "name a folder", e);
        } catch (IOException e) {
            throw Problem.of(directory, e);
        }
        if (!Files.isWritable(directory)) {
            throw new Problem(directory.toString(), "the folder is not writable", "make it writable for this user");
        }
        return new TraceFolder(directory);
    }

    /** Whether that may be the name of a function's folder, or of a file in it. */
    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    static String fileName(Instant time) {
        return TIME.format(time) + "-" + id() + ".perf.gz";
    }

    static String partName() {
        return "." + id() + ".part";
    }

    /** The time in a file's name, if it is one of ours. */
    static Optional<Instant> time(String file) {
        try {
            return file.length() <= TIME_LENGTH
                    ? Optional.empty()
                    : Optional.of(TIME.parse(file.substring(0, TIME_LENGTH), Instant::from));
        } catch (DateTimeException notOurs) {
            return Optional.empty();
        }
    }

    /** Makes entries of a folder durable: a rename outlives a power cut only after this. */
    static void force(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder)) {
            channel.force(true);
        }
    }

    /** The folder of that name, made if missing; throws {@link Refusal} if something else stands in its place. */
    Path folderFor(String name) throws IOException {
        Path folder = directory.resolve(name);
        try {
            Files.createDirectory(folder);
            force(directory);
        } catch (FileAlreadyExistsException there) {
            if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                throw new Refusal(
                        CONFLICT, "'" + name + "' is a link or a file in the collector's folder", "use another name");
            }
        }
        return folder;
    }

    /** All traces, or those of one name, oldest first. */
    List<StoredTrace> list(Optional<String> name) throws IOException {
        List<StoredTrace> traces = new ArrayList<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(directory)) {
            for (Path folder : folders) {
                String own = folder.getFileName().toString();
                if (isName(own) && name.map(own::equals).orElse(true) && isFolder(folder)) {
                    traces.addAll(tracesIn(folder));
                }
            }
        }
        traces.sort(Comparator.comparing(StoredTrace::time).thenComparing(StoredTrace::file));
        return traces;
    }

    /** The path of a trace, if there is one. */
    Optional<Path> find(String name, String file) {
        if (!isName(name) || !isName(file)) {
            return Optional.empty();
        }
        Path folder = directory.resolve(name);
        Path path = folder.resolve(file);
        boolean there = isFolder(folder) && Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
        return there ? Optional.of(path) : Optional.empty();
    }

    /** Deletes what a killed collector left half-written, if it is older than that; another one may be running. */
    void sweep(Instant before) {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(directory, TraceFolder::isFolder)) {
            for (Path folder : folders) {
                try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, TraceFolder::isPart)) {
                    for (Path file : files) {
                        if (attributes(file).lastModifiedTime().toInstant().isBefore(before)) {
                            Files.deleteIfExists(file);
                        }
                    }
                }
            }
        } catch (IOException e) {
            throw Problem.of(directory, e);
        }
    }

    private static List<StoredTrace> tracesIn(Path folder) throws IOException {
        List<StoredTrace> traces = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path path : files) {
                trace(folder.getFileName().toString(), path).ifPresent(traces::add);
            }
        }
        return traces;
    }

    private static Optional<StoredTrace> trace(String name, Path path) throws IOException {
        String file = path.getFileName().toString();
        try {
            BasicFileAttributes attributes = attributes(path);
            boolean trace = isName(file) && attributes.isRegularFile();
            Instant time = time(file).orElse(attributes.lastModifiedTime().toInstant());
            return trace ? Optional.of(new StoredTrace(name, file, attributes.size(), time)) : Optional.empty();
        } catch (NoSuchFileException renamedMeanwhile) {
            return Optional.empty();
        }
    }

    private static BasicFileAttributes attributes(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    private static boolean isFolder(Path path) {
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    }

    private static boolean isPart(Path path) {
        return PART.matcher(path.getFileName().toString()).matches();
    }

    private static String id() {
        return String.format("%016x", RANDOM.nextLong());
    }
}
