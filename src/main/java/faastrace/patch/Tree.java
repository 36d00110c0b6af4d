package faastrace.patch;

import faastrace.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumSet;
import java.util.Set;

/** The files under a folder. Nothing is read or written through a symbolic link, except that the folder may be one. */
final class Tree {
    private static final Set<PosixFilePermission> RUN_BITS = EnumSet.of(
            PosixFilePermission.OWNER_EXECUTE, PosixFilePermission.GROUP_EXECUTE, PosixFilePermission.OTHERS_EXECUTE);

    private final Path root;
    private final boolean posix;
    private final Deque<Path> madeFolders = new ArrayDeque<>();

    Tree(Path root) {
        this.root = root.toAbsolutePath().normalize();
        this.posix = this.root.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    Path resolve(String path) {
        return root.resolve(path);
    }

    /** Whether the file is exactly this; null stands for no file. */
    boolean holds(String path, Content content) {
        Path file = resolve(path);
        try {
            BasicFileAttributes attributes = attributes(path);
            if (attributes == null || content == null) {
                return attributes == null && content == null;
            }
            return attributes.size() == content.bytes().length
                    && (!posix || isExecutable(attributes) == content.executable())
                    && Arrays.equals(Files.readAllBytes(file), content.bytes());
        } catch (IOException e) {
            throw Problem.of(file, e);
        }
    }

    /** The file's attributes, or null if it isn't there; throws if it is no plain file or lies behind a link. */
    private BasicFileAttributes attributes(String path) throws IOException {
        if (!hasFolder(path)) {
            return null;
        }
        Path file = resolve(path);
        BasicFileAttributes found = lookAt(file);
        if (found != null && !found.isRegularFile()) {
            throw found.isSymbolicLink() ? link(file) : inTheWay(file, "is not a plain file");
        }
        return found;
    }

    /** Whether the folder the file lies in is there; throws where a link or a file stands on the way. */
    private boolean hasFolder(String path) throws IOException {
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            Path folder = resolve(path.substring(0, slash));
            BasicFileAttributes found = lookAt(folder);
            if (found == null) {
                return false;
            }
            if (!found.isDirectory()) {
                throw found.isSymbolicLink() ? link(folder) : inTheWay(folder, "is not a folder");
            }
        }
        return true;
    }

    private BasicFileAttributes lookAt(Path file) throws IOException {
        Class<? extends BasicFileAttributes> kind = posix ? PosixFileAttributes.class : BasicFileAttributes.class;
        try {
            return Files.readAttributes(file, kind, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException notThere) {
            return null;
        }
    }

    private static Problem link(Path file) {
        return new Problem(
                file.toString(),
                "is a symbolic link",
                "put a plain file or folder in its place; links are not followed");
    }

    private static Problem inTheWay(Path file, String what) {
        return new Problem(file.toString(), what, "move it out of the way");
    }

    /**
     * Makes the file hold this, through a temporary file beside it; null removes the file.
     *
     * @param temporary the name of the temporary file
     */
    void put(String path, Content content, String temporary) throws IOException {
        BasicFileAttributes old = attributes(path);
        Path file = resolve(path);
        if (content == null) {
            Files.deleteIfExists(file);
            removeEmptyFolders(file.getParent());
            return;
        }
        makeFolders(file.getParent());
        Path written = file.resolveSibling(temporary);
        Files.write(written, content.bytes(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        setMode(written, old, content.executable());
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Removes a temporary file that was left beside the file. */
    boolean sweep(String path, String temporary) throws IOException {
        return hasFolder(path) && Files.deleteIfExists(resolve(path).resolveSibling(temporary));
    }

    private void makeFolders(Path folder) throws IOException {
        if (folder != null && !Files.exists(folder)) {
            makeFolders(folder.getParent());
            Files.createDirectory(folder);
            madeFolders.push(folder);
        }
    }

    /** Removes the folders that were made for files, unless something lies in them. */
    void removeMadeFolders() throws IOException {
        for (Path folder : madeFolders) {
            if (isEmptyFolder(folder)) {
                Files.delete(folder);
            }
        }
        madeFolders.clear();
    }

    /** As version control does: a folder goes with its last file. */
    private void removeEmptyFolders(Path folder) throws IOException {
        for (Path at = folder; !at.equals(root) && isEmptyFolder(at); at = at.getParent()) {
            Files.delete(at);
        }
    }

    private static boolean isEmptyFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        try (var names = Files.newDirectoryStream(folder)) {
            return !names.iterator().hasNext();
        }
    }

    /** Keeps the rights the file had; only the run bits follow the content. */
    private void setMode(Path written, BasicFileAttributes old, boolean executable) throws IOException {
        if (!posix || old == null && !executable) {
            return;
        }
        Set<PosixFilePermission> now = Files.getPosixFilePermissions(written);
        Set<PosixFilePermission> wanted =
                withRunBits(old instanceof PosixFileAttributes p ? p.permissions() : now, executable);
        if (!wanted.equals(now)) {
            Files.setPosixFilePermissions(written, wanted);
        }
    }

    private static Set<PosixFilePermission> withRunBits(Set<PosixFilePermission> rights, boolean executable) {
        Set<PosixFilePermission> wanted = EnumSet.noneOf(PosixFilePermission.class);
        wanted.addAll(rights);
        boolean isExecutable = !Collections.disjoint(rights, RUN_BITS);
        if (executable == isExecutable) {
            return wanted;
        }
        wanted.removeAll(RUN_BITS);
        if (executable) {
            wanted.add(PosixFilePermission.OWNER_EXECUTE);
            addIf(rights.contains(PosixFilePermission.GROUP_READ), PosixFilePermission.GROUP_EXECUTE, wanted);
            addIf(rights.contains(PosixFilePermission.OTHERS_READ), PosixFilePermission.OTHERS_EXECUTE, wanted);
        }
        return wanted;
    }

    private static void addIf(boolean readable, PosixFilePermission run, Set<PosixFilePermission> rights) {
        if (readable) {
            rights.add(run);
        }
    }

    private static boolean isExecutable(BasicFileAttributes attributes) {
        return attributes instanceof PosixFileAttributes p && !Collections.disjoint(p.permissions(), RUN_BITS);
    }
}
