package faastrace.repository.folder;

import java.util.List;

/** What a pull wrote, template by template. */
public record PullResult(List<Folder> folders) {
    public PullResult {
        folders = List.copyOf(folders);
    }

    /** The folders' names, {@code @ref} included. */
    public List<String> names() {
        return folders.stream().map(Folder::name).toList();
    }

    /**
     * A folder under {@code template/}.
     *
     * @param name the folder's name, {@code @ref} included
     * @param existed whether it was there before
     * @param replaced the files that were there with other bytes or run bits, relative to the folder; {@code meta.json}
     *     is never among them
     */
    public record Folder(String name, boolean existed, List<String> replaced) {
        public Folder {
            replaced = List.copyOf(replaced);
        }
    }
}
