package faastrace.agent.hook.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** The hook of the JVM, compiled from its sources. Its classes are not public, so they are called by reflection. */
final class BuiltJavaHook {
    private static final Path SOURCES = Path.of("template-overlays/java-runtime");

    private final ClassLoader loader;
    private final Path folder;

    /** Compiles the hook into a folder. */
    BuiltJavaHook(Path folder) throws IOException {
        List<String> words = new ArrayList<>(List.of("--release", "8", "-Xlint:-options", "-d", folder.toString()));
        try (Stream<Path> files = Files.list(SOURCES)) {
            files.map(Path::toString).filter(name -> name.endsWith(".java")).forEach(words::add);
        }
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, words.toArray(String[]::new)))
                .isZero();
        this.folder = folder;
        this.loader = new URLClassLoader(new URL[] {folder.toUri().toURL()}, null);
    }

    /** Builds the hook's jar in a folder, as an image does. */
    static Path jar(Path folder) throws Exception {
        Path built = Files.createDirectory(folder.resolve("hook"));
        try (Stream<Path> files = Files.list(SOURCES)) {
            for (Path file : files.toList()) {
                Files.copy(file, built.resolve(file.getFileName()));
            }
        }
        JavaServers.run(List.of("sh", built.resolve("build.sh").toString()));
        return built.resolve("out/faas-trace.jar");
    }

    Path folder() {
        return folder;
    }

    /** The places that the hook knows in a class. The class is named as in class files. */
    List<Object> places(String type) throws ReflectiveOperationException {
        Method in = method("Places", "in", String.class);
        List<?> places = (List<?>) in.invoke(null, type);
        return places == null ? List.of() : List.copyOf(places);
    }

    /** A place that does nothing. */
    Object place(String type, String method, String descriptor) throws ReflectiveOperationException {
        Function<Object[], Runnable> nothing = call -> null;
        Constructor<?> constructor = loader.loadClass("faastrace.hook.Place")
                .getDeclaredConstructor(String.class, String.class, String.class, Function.class, Runnable.class);
        constructor.setAccessible(true);
        return constructor.newInstance(type, method, descriptor, nothing, (Runnable) () -> {});
    }

    /** The class with the hook at these places. Fails if the hook rejects the class. Null if no place was found. */
    byte[] wrap(byte[] original, List<Object> places) throws ReflectiveOperationException, IOException {
        try {
            return (byte[])
                    method("Wrapper", "wrap", byte[].class, List.class).invoke(null, original, new ArrayList<>(places));
        } catch (InvocationTargetException e) {
            throw new IOException(Objects.toString(e.getCause()), e.getCause());
        }
    }

    private Method method(String type, String name, Class<?>... arguments) throws ReflectiveOperationException {
        Method method = loader.loadClass("faastrace.hook." + type).getDeclaredMethod(name, arguments);
        method.setAccessible(true);
        return method;
    }
}
