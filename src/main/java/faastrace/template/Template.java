package faastrace.template;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An OpenFaaS language template, read into memory from a folder under {@code template/}.
 *
 * @param name the folder's name, including {@code @ref}
 * @param files the files by path relative to the folder, sorted
 */
public record Template(String name, SortedMap<String, TemplateFile> files) {
    public Template {
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    }

    /** A template with these files. */
    public static Template of(String name, Iterable<TemplateFile> files) {
        SortedMap<String, TemplateFile> byPath = new TreeMap<>();
        files.forEach(file -> byPath.put(file.path(), file));
        return new Template(name, byPath);
    }

    /** The file with the given path, if there is one. */
    public Optional<TemplateFile> file(String path) {
        return Optional.ofNullable(files.get(path));
    }

    /** A copy with some files replaced or added. Files that map to null are removed. */
    public Template with(Map<String, @Nullable TemplateFile> changes) {
        SortedMap<String, TemplateFile> changed = new TreeMap<>(files);
        changes.forEach((path, file) -> {
            if (file == null) {
                changed.remove(path);
            } else {
                changed.put(path, file);
            }
        });
        return new Template(name, changed);
    }
}
