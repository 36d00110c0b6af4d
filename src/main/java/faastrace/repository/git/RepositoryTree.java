package faastrace.repository.git;

import faastrace.problem.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.LargeObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;
import org.jspecify.annotations.Nullable;

/**
 * The files and folders of a commit. Names that must not reach a disk, and links that lead out of the repository, are
 * refused.
 */
final class RepositoryTree implements AutoCloseable {
    private static final int MAX_LINKS = 40;
    private static final int MAX_LINK_BYTES = 4096;

    private final ObjectReader reader;
    private final Reference reference;
    private final Place root;

    /** A cache of the files that have been read, because templates share many files. */
    private final Map<ObjectId, byte[]> contents = new HashMap<>();

    /** A cache of the folders that have been read, because several links may lead to the same folder. */
    private final Map<String, List<Place>> folders = new HashMap<>();

    RepositoryTree(CommitSnapshot snapshot, Reference reference) {
        this.reader = snapshot.repository().newObjectReader();
        this.reference = reference;
        this.root = new Place("", "", FileMode.TREE, snapshot.tree());
    }

    /**
     * A file, folder or link.
     *
     * @param path the path from the repository's root
     */
    record Place(String path, String name, FileMode mode, ObjectId id) {
        boolean isFolder() {
            return mode == FileMode.TREE;
        }

        boolean isLink() {
            return mode == FileMode.SYMLINK;
        }

        boolean isFile() {
            return mode == FileMode.REGULAR_FILE || mode == FileMode.EXECUTABLE_FILE;
        }
    }

    /** The place at that path, with links followed; null if there is none. */
    @Nullable
    Place find(String path) throws IOException {
        return walk(new ArrayDeque<>(List.of(root)), path, path);
    }

    /** The place that a link finally leads to. */
    Place follow(Place link) throws IOException {
        String target = target(link);
        Place found = walk(parents(link), target, link.path());
        if (found == null) {
            throw refusedLink(link.path(), target, "leads nowhere");
        }
        return found;
    }

    List<Place> list(Place folder) throws IOException {
        List<Place> known = folders.get(folder.path());
        if (known == null) {
            known = read(folder);
            folders.put(folder.path(), known);
        }
        return known;
    }

    byte[] content(Place file, long limit) throws IOException {
        byte[] content = contents.get(file.id());
        if (content == null) {
            try {
                content = reader.open(file.id(), Constants.OBJ_BLOB).getCachedBytes((int) limit);
            } catch (LargeObjectException e) {
                throw problem(
                        file.path(), "the file is larger than " + limit + " bytes", "remove it from the template");
            }
            contents.put(file.id(), content);
        }
        if (content.length > limit) {
            throw problem(file.path(), "the file is larger than " + limit + " bytes", "remove it from the template");
        }
        return content;
    }

    Problem problem(String path, String what, String cure) {
        return new Problem(reference + ": " + EntryName.visible(path), what, cure);
    }

    @Override
    public void close() {
        reader.close();
    }

    private List<Place> read(Place folder) throws IOException {
        try {
            return entries(folder);
        } catch (IncorrectObjectTypeException | IndexOutOfBoundsException e) {
            throw problem(folder.path(), "the folder is damaged", "check the repository with git fsck");
        }
    }

    private List<Place> entries(Place folder) throws IOException {
        List<Place> places = new ArrayList<>();
        Set<String> names = new HashSet<>();
        CanonicalTreeParser entries = new CanonicalTreeParser(null, reader, folder.id());
        for (; !entries.eof(); entries = entries.next()) {
            String name = entries.getEntryPathString();
            String path = folder.path().isEmpty() ? name : folder.path() + "/" + name;
            String reason = names.add(name) ? EntryName.reasonAgainst(name) : "it occurs twice in its folder";
            if (reason != null) {
                throw problem(path, "the name is refused: " + reason, "rename it in the repository");
            }
            places.add(new Place(path, name, entries.getEntryFileMode(), entries.getEntryObjectId()));
        }
        return places;
    }

    /**
     * Resolves a path as the kernel does: if a name is a link, the link's target takes the place of the name.
     *
     * @param at all parents of the folder to start from, root first, then that folder itself
     * @param origin the path to name in messages
     */
    private @Nullable Place walk(Deque<Place> at, String path, String origin) throws IOException {
        Deque<String> names = new ArrayDeque<>(List.of(path.split("/")));
        int links = 0;
        while (!names.isEmpty()) {
            String name = names.pop();
            if (name.equals("..") && at.size() < 2) {
                throw refusedLink(origin, path, "leads out of the repository");
            }
            if (name.equals("..")) {
                at.removeLast();
            } else if (!name.isEmpty() && !name.equals(".")) {
                Place next = at.getLast().isFolder() ? child(at.getLast(), name) : null;
                if (next == null) {
                    return null;
                }
                if (!next.isLink()) {
                    at.addLast(next);
                } else if (++links > MAX_LINKS) {
                    throw refusedLink(origin, path, "leads in a circle");
                } else {
                    splice(names, target(next));
                }
            }
        }
        return at.getLast();
    }

    private static void splice(Deque<String> names, String target) {
        String[] parts = target.split("/");
        for (int i = parts.length - 1; i >= 0; i--) {
            names.push(parts[i]);
        }
    }

    private @Nullable Place child(Place folder, String name) throws IOException {
        for (Place place : list(folder)) {
            if (place.name().equals(name)) {
                return place;
            }
        }
        return null;
    }

    private Deque<Place> parents(Place place) throws IOException {
        Deque<Place> parents = new ArrayDeque<>(List.of(root));
        String[] names = place.path().split("/");
        for (int i = 0; i < names.length - 1; i++) {
            // The place was found by its path, so these folders exist.
            parents.addLast(Objects.requireNonNull(child(parents.getLast(), names[i])));
        }
        return parents;
    }

    private String target(Place link) throws IOException {
        String target = new String(content(link, MAX_LINK_BYTES), StandardCharsets.UTF_8);
        if (target.startsWith("/") || target.isEmpty()) {
            throw refusedLink(link.path(), target, "leads out of the repository");
        }
        return target;
    }

    private Problem refusedLink(String path, String target, String why) {
        return problem(
                path,
                "the symbolic link to '" + EntryName.visible(target) + "' " + why,
                "in the repository, remove the link, or replace it with a copy of what you need");
    }
}
