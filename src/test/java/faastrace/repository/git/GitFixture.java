package faastrace.repository.git;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.TagBuilder;
import org.eclipse.jgit.lib.TreeFormatter;

/** A bare git repository. Its objects are created directly, so it can contain files that git would refuse to add. */
public final class GitFixture implements AutoCloseable {
    private static final PersonIdent SOMEBODY = new PersonIdent("somebody", "somebody@example.com");

    private final Path folder;
    private final Repository repository;
    private final Map<String, Entry> entries = new TreeMap<>();

    private record Entry(FileMode mode, byte[] content) {}

    private GitFixture(Path folder, Repository repository) {
        this.folder = folder;
        this.repository = repository;
    }

    public static GitFixture in(Path folder) {
        IsolatedGit.isolate();
        try {
            Repository repository = new FileRepository(folder.toFile());
            repository.create(true);
            RefUpdate head = repository.updateRef("HEAD");
            head.link("refs/heads/master");
            return new GitFixture(folder, repository);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public GitFixture file(String path, String text) {
        return entry(path, FileMode.REGULAR_FILE, text.getBytes(StandardCharsets.UTF_8));
    }

    GitFixture executable(String path, String text) {
        return entry(path, FileMode.EXECUTABLE_FILE, text.getBytes(StandardCharsets.UTF_8));
    }

    GitFixture link(String path, String target) {
        return entry(path, FileMode.SYMLINK, target.getBytes(StandardCharsets.UTF_8));
    }

    GitFixture submodule(String path) {
        return entry(path, FileMode.GITLINK, null);
    }

    GitFixture entry(String path, FileMode mode, byte[] content) {
        entries.put(path, new Entry(mode, content));
        return this;
    }

    GitFixture without(String path) {
        entries.remove(path);
        return this;
    }

    /** Commits the current entries to the branch. */
    public String commit(String branch) {
        try (ObjectInserter inserter = repository.newObjectInserter()) {
            CommitBuilder commit = new CommitBuilder();
            commit.setTreeId(tree(inserter, ""));
            commit.setAuthor(SOMEBODY);
            commit.setCommitter(SOMEBODY);
            commit.setMessage("templates");
            ObjectId parent = repository.resolve("refs/heads/" + branch);
            if (parent != null) {
                commit.setParentId(parent);
            }
            ObjectId id = inserter.insert(commit);
            inserter.flush();
            point("refs/heads/" + branch, id);
            return id.name();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void tag(String name, String commit) throws IOException {
        point("refs/tags/" + name, ObjectId.fromString(commit));
    }

    void annotatedTag(String name, String commit) throws IOException {
        try (ObjectInserter inserter = repository.newObjectInserter()) {
            TagBuilder tag = new TagBuilder();
            tag.setTag(name);
            tag.setMessage(name);
            tag.setTagger(SOMEBODY);
            tag.setObjectId(ObjectId.fromString(commit), Constants.OBJ_COMMIT);
            ObjectId id = inserter.insert(tag);
            inserter.flush();
            point("refs/tags/" + name, id);
        }
    }

    Repository repository() {
        return repository;
    }

    String path() {
        return folder.toString();
    }

    public String url() {
        return "file://" + folder;
    }

    @Override
    public void close() {
        repository.close();
    }

    private void point(String ref, ObjectId id) throws IOException {
        RefUpdate update = repository.updateRef(ref);
        update.setNewObjectId(id);
        update.forceUpdate();
    }

    private ObjectId tree(ObjectInserter inserter, String prefix) throws IOException {
        // Git sorts folders as if their names ended with a slash.
        Map<String, Entry> here = new TreeMap<>(Comparator.naturalOrder());
        for (Map.Entry<String, Entry> entry : entries.entrySet()) {
            if (entry.getKey().startsWith(prefix)) {
                String rest = entry.getKey().substring(prefix.length());
                int slash = rest.indexOf('/');
                here.put(slash < 0 ? rest : rest.substring(0, slash + 1), entry.getValue());
            }
        }
        TreeFormatter tree = new TreeFormatter();
        for (Map.Entry<String, Entry> entry : here.entrySet()) {
            String name = entry.getKey();
            if (name.endsWith("/")) {
                append(tree, name.substring(0, name.length() - 1), FileMode.TREE, tree(inserter, prefix + name));
            } else if (entry.getValue().mode() == FileMode.GITLINK) {
                append(tree, name, FileMode.GITLINK, ObjectId.fromString("1".repeat(40)));
            } else {
                boolean folder = entry.getValue().mode() == FileMode.TREE;
                ObjectId blob = inserter.insert(
                        folder ? Constants.OBJ_TREE : Constants.OBJ_BLOB,
                        entry.getValue().content());
                append(tree, name, entry.getValue().mode(), blob);
            }
        }
        return inserter.insert(tree);
    }

    private static void append(TreeFormatter tree, String name, FileMode mode, ObjectId id) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        tree.append(bytes, 0, bytes.length, mode, id, true);
    }
}
