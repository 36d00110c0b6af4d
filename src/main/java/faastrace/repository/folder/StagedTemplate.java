package faastrace.repository.folder;

import faastrace.problem.Problem;
import faastrace.repository.git.EntryName;
import faastrace.template.Template;
import faastrace.template.TemplateFile;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Builds the folder of a template as it will be: what is there now, overlaid with the template's files. */
final class StagedTemplate {
    private final String name;
    private final Template template;

    StagedTemplate(String name, Template template) {
        this.name = name;
        this.template = template;
    }

    /**
     * @param existing the folder as it is, if it is there
     * @param ready the folder to build, which is not there yet
     */
    PullResult.Folder build(Path existing, Path ready, FileSteps steps) throws IOException {
        boolean existed = Files.exists(existing, LinkOption.NOFOLLOW_LINKS);
        steps.before("create " + ready);
        Files.createDirectories(ready);
        List<String> replaced = new ArrayList<>();
        Set<String> same = new HashSet<>();
        if (existed) {
            Files.walkFileTree(existing, new Keep(existing, ready, steps, replaced, same));
        }
        for (TemplateFile file : template.files().values()) {
            if (!same.contains(file.path())) {
                write(file, ready, steps);
            }
        }
        replaced.remove(TemplateMeta.FILE);
        return new PullResult.Folder(name, existed, replaced);
    }

    private void write(TemplateFile file, Path ready, FileSteps steps) throws IOException {
        Path path = ready;
        String[] names = file.path().split("/");
        for (int i = 0; i < names.length; i++) {
            String reason = EntryName.reasonAgainst(names[i]);
            if (reason != null) {
                throw refused(EntryName.visible(file.path()), "the name is refused: " + reason);
            }
            path = path.resolve(names[i]);
            boolean folder = Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
            if (!folder && i < names.length - 1) {
                refuseExisting(path, file.path(), "there is a file or link where the template has a folder");
                steps.before("create " + path);
                Files.createDirectory(path);
            }
        }
        refuseExisting(path, file.path(), "there is a folder where the template has a file");
        steps.before("write " + path);
        NewFile.write(path, file.bytes(), file.executable());
    }

    private void refuseExisting(Path path, String shown, String what) {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            throw refused(shown, what);
        }
    }

    private Problem refused(String path, String what) {
        return new Problem(TemplateFolder.NAME + "/" + name + "/" + path, what, "move it away, or rename it");
    }

    /** Links what stays, so that even a large folder is not copied; what the template replaces is left out. */
    private final class Keep extends SimpleFileVisitor<Path> {
        private final Path existing;
        private final Path ready;
        private final FileSteps steps;
        private final List<String> replaced;
        private final Set<String> same;

        Keep(Path existing, Path ready, FileSteps steps, List<String> replaced, Set<String> same) {
            this.existing = existing;
            this.ready = ready;
            this.steps = steps;
            this.replaced = replaced;
            this.same = same;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
            if (!folder.equals(existing)) {
                steps.before("create " + target(folder));
                Files.createDirectory(target(folder));
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            String path = existing.relativize(file).toString();
            TemplateFile replacement = template.files().get(path);
            if (replacement != null && !isSame(file, attributes, replacement)) {
                replaced.add(path);
                return FileVisitResult.CONTINUE;
            }
            if (attributes.isOther()) {
                throw refused(path, "this is neither file, folder nor link");
            }
            steps.before("keep " + target(file));
            link(file, attributes);
            if (replacement != null) {
                same.add(path);
            }
            return FileVisitResult.CONTINUE;
        }

        /** Last, since a folder that may not be written could not be filled. */
        @Override
        public FileVisitResult postVisitDirectory(Path folder, IOException failure) throws IOException {
            if (failure != null) {
                throw failure;
            }
            NewFile.copyPermissions(folder, target(folder));
            return FileVisitResult.CONTINUE;
        }

        private Path target(Path path) {
            return ready.resolve(existing.relativize(path).toString());
        }

        private void link(Path file, BasicFileAttributes attributes) throws IOException {
            try {
                if (!attributes.isSymbolicLink()) {
                    Files.createLink(target(file), file);
                    return;
                }
            } catch (IOException | UnsupportedOperationException noHardLinksHere) {
                Files.deleteIfExists(target(file));
            }
            Files.copy(file, target(file), StandardCopyOption.COPY_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
        }

        private boolean isSame(Path file, BasicFileAttributes attributes, TemplateFile other) throws IOException {
            return attributes.isRegularFile()
                    && attributes.size() == other.bytes().length
                    && Files.isExecutable(file) == other.executable()
                    && Arrays.equals(Files.readAllBytes(file), other.bytes());
        }
    }
}
