package faastrace.template;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/** Files that come with faas-trace: in its jar, or in the folder its classes were compiled to. */
public final class Bundled {
    private Bundled() {}

    /**
     * The files below a bundled folder, by path relative to it.
     *
     * @param folder its name with a slash at the end
     */
    public static SortedMap<String, byte[]> files(String folder) {
        try {
            Path code = Path.of(Bundled.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return Files.isDirectory(code) ? onDisk(code.resolve(folder)) : inJar(code, folder);
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SortedMap<String, byte[]> onDisk(Path folder) throws IOException {
        SortedMap<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                files.put(folder.relativize(path).toString().replace('\\', '/'), Files.readAllBytes(path));
            }
        }
        return files;
    }

    private static SortedMap<String, byte[]> inJar(Path jar, String folder) throws IOException {
        SortedMap<String, byte[]> files = new TreeMap<>();
        try (JarFile file = new JarFile(jar.toFile(), false)) {
            for (JarEntry entry : (Iterable<JarEntry>) file.stream()::iterator) {
                if (entry.getName().startsWith(folder) && !entry.isDirectory()) {
                    try (InputStream in = file.getInputStream(entry)) {
                        files.put(entry.getName().substring(folder.length()), in.readAllBytes());
                    }
                }
            }
        }
        return files;
    }
}
