package faastrace.patch;

import faastrace.files.FolderNames;
import faastrace.files.ParentFolder;
import faastrace.problem.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The files in a folder. The folder itself may be a symbolic link. Symbolic links inside it are never followed. */
final class FolderTree {
    /** The maximum size of a file to read. A whole template is never larger. */
    private static final long MOST_BYTES = 256L << 20;

    private final Path root;
    private final boolean unix;
    private final FileSteps heard;
    private final Set<Path> written = new LinkedHashSet<>();
    private final Deque<Path> madeFolders = new ArrayDeque<>();

    FolderTree(Path root) {
        this(root, FileSteps.NONE);
    }

    /** @param heard is notified of every step on the disk */
    FolderTree(Path root, FileSteps heard) {
        this.root = root.toAbsolutePath().normalize();
        this.unix = this.root.getFileSystem().supportedFileAttributeViews().contains("unix");
        this.heard = heard;
    }

    Path resolve(String path) {
        return root.resolve(path);
    }

    /**
     * Whether the file has exactly this content; null means that there is no file.
     *
     * @param mayBeLink whether a symbolic link is accepted; if not, a link throws a {@link Problem}
     */
    boolean holds(String path, @Nullable Content content, boolean mayBeLink) {
        return find(path, content == null ? 0 : content.bytes().length, mayBeLink, ContentDigest.kind(content))
                .filter(found -> found.isEmpty() ? content == null : found.get().equals(content))
                .isPresent();
    }

    /** Whether the content of the file matches this digest. */
    boolean holds(String path, ContentDigest mark, boolean mayBeLink) {
        return find(path, mark.size(), mayBeLink, mark.kind())
                .filter(found -> ContentDigest.of(found.orElse(null)).equals(mark))
                .isPresent();
    }

    /** The content of the file or link at the path; null if there is none. */
    @Nullable
    Content read(String path) {
        Path file = resolve(path);
        try {
            BasicFileAttributes there = attributes(path, true);
            if (there != null && there.size() > MOST_BYTES) {
                throw new Problem(file.toString(), "is larger than 256 MiB", "move it out of the way");
            }
            return there == null ? null : content(file, there, false);
        } catch (IOException e) {
            throw Problem.of(file, e);
        }
    }

    private Content content(Path file, BasicFileAttributes there, boolean runsWhereNobodyKnows) throws IOException {
        return there.isSymbolicLink()
                ? Content.linkTo(Files.readSymbolicLink(file).toString())
                : new Content(Files.readAllBytes(file), unix ? FileMode.of(file).isExecutable() : runsWhereNobodyKnows);
    }

    /**
     * The content at the path. The inner value is empty if there is no file. The outer value is empty if the size or
     * type already shows that the content differs from the expected one.
     */
    private Optional<Optional<Content>> find(String path, long size, boolean mayBeLink, char kind) {
        Path file = resolve(path);
        try {
            BasicFileAttributes attributes = attributes(path, mayBeLink);
            if (attributes == null) {
                return Optional.of(Optional.empty());
            }
            if (attributes.size() != size || kind == 'n') {
                return Optional.empty();
            }
            return Optional.of(Optional.of(content(file, attributes, kind == 'x')));
        } catch (IOException e) {
            throw Problem.of(file, e);
        }
    }

    /**
     * The attributes of the file, or null if it is missing. Throws if it isn't a plain file, or if a link is in its
     * path.
     */
    private @Nullable BasicFileAttributes attributes(String path, boolean mayBeLink) throws IOException {
        if (!hasFolder(path)) {
            return null;
        }
        Path file = resolve(path);
        BasicFileAttributes found = lookAt(file);
        if (found != null && !found.isRegularFile() && !(mayBeLink && found.isSymbolicLink())) {
            throw found.isSymbolicLink() ? link(file) : inTheWay(file, "is not a plain file");
        }
        return found;
    }

    /** Whether the folder of the file exists. Throws if a part of its path is a link or a file. */
    private boolean hasFolder(String path) throws IOException {
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            Path folder = resolve(path.substring(0, slash));
            BasicFileAttributes found = lookAt(folder);
            if (found == null) {
                return false;
            }
            if (!found.isDirectory()) {
                throw found.isSymbolicLink()
                        ? link(folder)
                        : inTheWay(folder, "is not a folder, but " + path + " must be inside it");
            }
        }
        return true;
    }

    private static @Nullable BasicFileAttributes lookAt(Path file) throws IOException {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException notThere) {
            return null;
        }
    }

    private static Problem link(Path file) {
        return new Problem(
                file.toString(),
                "is a symbolic link",
                "replace it with a plain file or folder; links are not followed");
    }

    private static Problem inTheWay(Path file, String what) {
        return new Problem(file.toString(), what, "move it out of the way");
    }

    /**
     * Writes the content to a temporary file next to the file. The file itself stays unchanged.
     *
     * @param temporary the name of the temporary file
     * @param durable whether the temporary file must be synced to disk before it is renamed
     */
    void stage(String path, @Nullable Content content, String temporary, boolean mayBeLink, boolean durable)
            throws IOException {
        BasicFileAttributes old = attributes(path, mayBeLink);
        if (content == null) {
            return;
        }
        Path file = resolve(path);
        makeFolders(file.getParent());
        Path beside = file.resolveSibling(temporary);
        heard.before("write " + beside);
        if (content.isLink()) {
            Files.createSymbolicLink(beside, Path.of(new String(content.bytes(), StandardCharsets.UTF_8)));
            return;
        }
        try (FileChannel channel = FileChannel.open(beside, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (ByteBuffer rest = ByteBuffer.wrap(content.bytes()); rest.hasRemaining(); ) {
                channel.write(rest);
            }
            if (unix) {
                FileMode before = old == null || old.isSymbolicLink() ? null : FileMode.of(file);
                FileMode.of(beside).becomeLike(before, content.executable(), beside);
            }
            if (durable) {
                channel.force(true); // otherwise a power failure may leave an empty file with the new name
            }
        }
    }

    /** Replaces the file by renaming the temporary file. If the content is null, deletes the file instead. */
    void swap(String path, @Nullable Content content, String temporary, boolean mayBeLink) throws IOException {
        attributes(path, mayBeLink); // throws if the path now holds something that we must not overwrite or follow
        Path file = resolve(path);
        if (content == null) {
            heard.before("delete " + file);
            Files.deleteIfExists(file);
            written.add(removeEmptyFolders(ParentFolder.of(file)));
            return;
        }
        heard.before("move to " + file);
        Files.move(file.resolveSibling(temporary), file, StandardCopyOption.ATOMIC_MOVE);
        written.add(file.getParent());
    }

    /** Syncs the folders of all files that were renamed or deleted. */
    void force() throws IOException {
        for (Path folder : written) {
            FolderNames.force(folder);
        }
        written.clear();
    }

    /**
     * Deletes a temporary file that was left next to the file.
     *
     * @param goes whether the file itself is to be deleted; if so, folders that are left empty are deleted as well
     * @return whether there was a temporary file
     */
    boolean sweep(String path, String temporary, boolean goes) throws IOException {
        if (!hasFolder(path)) {
            return false;
        }
        Path folder = ParentFolder.of(resolve(path));
        boolean swept = Files.deleteIfExists(folder.resolve(temporary));
        if (goes) {
            removeEmptyFolders(folder);
        }
        return swept;
    }

    private void makeFolders(@Nullable Path folder) throws IOException {
        if (folder != null && !Files.exists(folder)) {
            makeFolders(folder.getParent());
            heard.before("create " + folder);
            Files.createDirectory(folder);
            madeFolders.push(folder);
            written.add(folder.getParent());
        }
    }

    /** Deletes the folders that were created for files, if these folders are empty. */
    void removeMadeFolders() throws IOException {
        for (Path folder : madeFolders) {
            if (isEmptyFolder(folder)) {
                Files.delete(folder);
            }
        }
        madeFolders.clear();
    }

    /**
     * Deletes a folder if it is empty, and then its parents as long as they are empty, as git does. Returns the first
     * folder that stays.
     */
    private Path removeEmptyFolders(Path folder) throws IOException {
        Path at = folder;
        for (; !at.equals(root) && isEmptyFolder(at); at = ParentFolder.of(at)) {
            Files.delete(at);
        }
        return at;
    }

    private static boolean isEmptyFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        try (var names = Files.newDirectoryStream(folder)) {
            return !names.iterator().hasNext();
        }
    }
}
