package faastrace.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/** Reads files that come with faas-trace: in its jar, or in the folder that its classes were compiled to. */
public final class BundledFiles {
    private static final int END = 22;
    private static final int END_SIGNATURE = 0x06054b50;

    private BundledFiles() {}

    /**
     * The files below a bundled folder, by path. The paths are relative to the folder.
     *
     * @param folder the folder's name with a slash at the end
     */
    public static SortedMap<String, byte[]> files(String folder) {
        Path code = code();
        try {
            return Files.isDirectory(code) ? onDisk(code.resolve(folder)) : inJar(code, folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Bytes that distinguish this build of faas-trace from all others, even of the same version. For a jar, they are
     * the list of files at the end of the jar, which contains the checksum of each file. For a folder, they are the
     * paths, sizes and times of its files.
     */
    public static byte[] edition() {
        Path code = code();
        try {
            return Files.isDirectory(code) ? listing(code) : directory(code);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path code() {
        try {
            return Path.of(BundledFiles.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static byte[] listing(Path folder) throws IOException {
        StringBuilder listing = new StringBuilder();
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted().toList()) {
                BasicFileAttributes file = Files.readAttributes(path, BasicFileAttributes.class);
                listing.append(path).append(' ').append(file.size()).append(' ').append(file.lastModifiedTime());
            }
        }
        return listing.toString().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * The central directory of a zip file, found through the record at the end of the file (section 4.3.16 of PKWARE's
     * APPNOTE).
     */
    private static byte[] directory(Path jar) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(jar.toFile(), "r")) {
            byte[] end = new byte[END];
            file.seek(file.length() - END);
            file.readFully(end);
            ByteBuffer record = ByteBuffer.wrap(end).order(ByteOrder.LITTLE_ENDIAN);
            if (record.getInt(0) != END_SIGNATURE) {
                return Files.readAllBytes(jar); // something follows the record; reading all bytes is slow but correct
            }
            byte[] directory = new byte[record.getInt(12)];
            file.seek(Integer.toUnsignedLong(record.getInt(16)));
            file.readFully(directory);
            return directory;
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
