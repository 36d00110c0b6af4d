package faastrace.documented;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** Traces such as examples speak of. */
final class Traces {
    private Traces() {}

    /** One of a function that was called once, by the id that examples ask for. */
    static String text(String function) {
        StringBuilder text = new StringBuilder("# faas-trace 1\n# faas-trace meta function=" + function
                + " namespace=openfaas-fn language=python rate=200\n"
                + "# faas-trace invocation id=5b1f9f2c7d3e4a80 start=100.0 end=100.2 pid=7 tid=7 overlap=0\n"
                + "# ========\n# captured on    : Mon Nov 23 12:00:00 2026\n# ========\n#\n");
        for (int i = 0; i < 40; i++) {
            text.append("python ")
                    .append("7/7 [000] 100.%03d000:    5000000 cpu-clock:u: \n".formatted(i * 5))
                    .append("\t    55d0 py::digits:/home/app/function/handler.py+0x1 (/tmp/perf-7.map)\n")
                    .append("\t    55c0 py::handle:/home/app/function/handler.py+0x1 (/tmp/perf-7.map)\n\n");
        }
        return text.toString();
    }

    /** The same in a file of its own, packed as a collector keeps it. */
    static void pack(Path file, String function) throws IOException {
        Files.createDirectories(file.getParent());
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(text(function).getBytes(StandardCharsets.UTF_8));
        }
    }
}
