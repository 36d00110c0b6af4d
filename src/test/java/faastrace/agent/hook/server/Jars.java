package faastrace.agent.hook.server;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The classes in the jars of a folder. */
final class Jars implements AutoCloseable {
    private final URLClassLoader loader;

    Jars(Path folder) throws IOException {
        List<URL> urls = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                urls.add(file.toUri().toURL());
            }
        }
        loader = new URLClassLoader(urls.toArray(URL[]::new), null);
    }

    /** The bytes of a class, which is named as in class files. */
    byte[] read(String type) throws IOException {
        try (InputStream in = loader.getResourceAsStream(type + ".class")) {
            if (in == null) {
                throw new IOException("no class " + type);
            }
            return in.readAllBytes();
        }
    }

    @Override
    public void close() throws IOException {
        loader.close();
    }
}
