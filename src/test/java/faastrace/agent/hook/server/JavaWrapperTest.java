package faastrace.agent.hook.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The hook of the JVM adds methods to compiled classes. These classes must still be valid, and work as before. */
class JavaWrapperTest {
    private static BuiltJavaHook hook;

    @BeforeAll
    static void compile(@TempDir Path folder) throws IOException {
        hook = new BuiltJavaHook(folder);
    }

    private static byte[] bytes(Class<?> type) throws IOException {
        String name = type.getName().replace('.', '/') + ".class";
        try (InputStream in = type.getClassLoader() == null
                ? ClassLoader.getSystemResourceAsStream(name)
                : type.getClassLoader().getResourceAsStream(name)) {
            return in.readAllBytes();
        }
    }

    /** Places for all methods that a class declares. */
    private static List<Object> all(Class<?> type) throws ReflectiveOperationException {
        List<Object> places = new ArrayList<>();
        for (Method method : type.getDeclaredMethods()) {
            String arguments = java.lang.invoke.MethodType.methodType(
                            method.getReturnType(), method.getParameterTypes())
                    .toMethodDescriptorString();
            places.add(hook.place(type.getName().replace('.', '/'), method.getName(), arguments));
        }
        return places;
    }

    /** Defines classes with the hook, instead of taking them from the class path. */
    private static final class Wrapped extends ClassLoader {
        private final Map<String, byte[]> classes = new HashMap<>();

        private Wrapped() {
            super(JavaWrapperTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                byte[] bytes = classes.get(name);
                if (loaded != null || bytes == null) {
                    return loaded == null ? super.loadClass(name, resolve) : loaded;
                }
                return defineClass(name, bytes, 0, bytes.length);
            }
        }
    }

    /** The JVM verifies each class when it is initialised. Without the hook's classes, nothing is traced. */
    @Test
    void aLibraryWithTheHookInAllOfItsMethodsWorksAsBefore() throws Exception {
        Wrapped loader = new Wrapped();
        URI jar = JsonFactory.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI();
        try (JarFile file = new JarFile(Path.of(jar).toFile())) {
            List<String> names = file.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.startsWith("com/") && name.endsWith(".class"))
                    .map(name -> name.substring(0, name.length() - 6).replace('/', '.'))
                    .toList();
            int methods = 0;
            for (String name : names) {
                Class<?> type = Class.forName(name, false, JavaWrapperTest.class.getClassLoader());
                List<Object> places = type.isInterface() ? List.of() : all(type);
                byte[] bytes = places.isEmpty() ? null : hook.wrap(bytes(type), places);
                loader.classes.put(name, bytes == null ? bytes(type) : bytes);
                methods += bytes == null ? 0 : places.size();
            }
            assertThat(methods).isGreaterThan(1000);
            for (String name : names) {
                assertThat(Class.forName(name, true, loader).getClassLoader()).isSameAs(loader);
            }
        }
        Object factory =
                loader.loadClass(JsonFactory.class.getName()).getConstructor().newInstance();
        String text = "{\"a\":[1,2.5,\"b\\u00e4\",true,null,9999999999]}";
        Object parser =
                factory.getClass().getMethod("createParser", String.class).invoke(factory, text);
        StringWriter out = new StringWriter();
        Object generator = factory.getClass()
                .getMethod("createGenerator", java.io.Writer.class)
                .invoke(factory, out);
        Class<?> parsing = loader.loadClass("com.fasterxml.jackson.core.JsonParser");
        Class<?> generating = loader.loadClass("com.fasterxml.jackson.core.JsonGenerator");
        while (parsing.getMethod("nextToken").invoke(parser) != null) {
            generating.getMethod("copyCurrentEvent", parsing).invoke(generator, parser);
        }
        generating.getMethod("close").invoke(generator);
        assertThat(out).hasToString(text.replace("\\u00e4", "\u00e4"));
    }

    /** Wraps a class of each kind that the JDK has, up to its own version. */
    @Test
    void theMethodsKeepTheirNamesAndTheirAccess() throws Exception {
        for (Class<?> type : List.of(String.class, java.util.HashMap.class, java.util.concurrent.FutureTask.class)) {
            byte[] wrapped = hook.wrap(bytes(type), all(type));
            byte[] again = hook.wrap(wrapped, all(type));
            assertThat(again).as("a class that has the hook is left as it is").isNull();
            assertThat(wrapped.length).isGreaterThan(bytes(type).length);
        }
        Wrapped loader = new Wrapped();
        loader.classes.put(Sample.class.getName(), hook.wrap(bytes(Sample.class), all(Sample.class)));
        Class<?> sample = loader.loadClass(Sample.class.getName());
        for (Method method : Sample.class.getDeclaredMethods()) {
            Method same = sample.getDeclaredMethod(method.getName(), method.getParameterTypes());
            assertThat(same.getModifiers()).isEqualTo(method.getModifiers() & ~Modifier.SYNCHRONIZED);
        }
        assertThat(sample.getDeclaredMethod("sum$faastrace", long.class, Object[].class, double.class)
                        .getModifiers())
                .isEqualTo(Modifier.PRIVATE | Modifier.STATIC | Modifier.SYNCHRONIZED | 0x1000);
        Method sum = sample.getDeclaredMethod("sum", long.class, Object[].class, double.class);
        sum.setAccessible(true);
        assertThat(sum.invoke(null, 3L, new Object[2], 1.5)).isEqualTo(6.5);
        assertThatThrownBy(() -> sum.invoke(null, 3L, null, 1.5)).hasCauseInstanceOf(NullPointerException.class);
    }

    /** Whatever a damaged file contains, the hook throws, and so leaves the class as it is. */
    @Test
    void bytesThatAreNotAClassAreRejected() throws Exception {
        byte[] sample = bytes(Sample.class);
        for (int length = 0; length < sample.length; length++) {
            byte[] shorter = Arrays.copyOf(sample, length);
            assertThatThrownBy(() -> hook.wrap(shorter, all(Sample.class))).isInstanceOf(IOException.class);
        }
        byte[] constant = sample.clone();
        constant[10] = 2; // no constant has this tag
        assertThatThrownBy(() -> hook.wrap(constant, all(Sample.class))).hasMessageContaining("unknown constant");
        assertThatThrownBy(() -> hook.wrap(bytes(Runnable.class), all(Runnable.class)))
                .hasMessageContaining("interface");
        assertThat(hook.wrap(sample, List.of(hook.place("Sample", "absent", "("))))
                .isNull();
    }

    /** Each kind of argument and result. */
    static final class Sample {
        private static synchronized double sum(long first, Object[] objects, double last) {
            return first + objects.length + last;
        }

        boolean flag(boolean flag, byte small, char letter, short number, int[][] table) {
            return flag && small + letter + number > table.length;
        }

        protected float half(float whole) {
            return whole / 2;
        }

        public long wide(String text, long value, Map<String, List<Integer>> map) {
            return value + text.length() + map.size();
        }

        void nothing() {
            Files.exists(Path.of(""));
        }
    }
}
