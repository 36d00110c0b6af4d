package faastrace.repository.folder;

import java.util.List;

/** What a pull wrote, template by template. */
public record PullResult(List<Folder> folders) {
    public PullResult {
        folders = List.copyOf(folders);
    }

    /** The names of the folders, including {@code @ref}. */
    public List<String> names() {
        return folders.stream().map(Folder::name).toList();
    }

    /**
     * A folder under {@code template/}.
     *
     * @param name the name of the folder, including {@code @ref}
     * @param existed whether the folder existed before
     * @param replaced the files that existed with different bytes or execute bits, relative to the folder; never
     *     includes {@code meta.json}
     */
    public record Folder(String name, boolean existed, List<String> replaced) {
        public Folder {
            replaced = List.copyOf(replaced);
        }
    }
}
