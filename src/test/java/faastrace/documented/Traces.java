package faastrace.documented;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** Traces like those in the examples. */
final class Traces {
    private Traces() {}

    /** A trace with one invocation, which waits once. The invocation's id is that of the documents' examples. */
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
        return text.append("#wait python 7/7 [000] 100.198000000: 1000000 waiting: \n")
                .append("#\t    55e0 py::nap:/home/app/function/handler.py+0x1 (/tmp/perf-7.map)\n\n")
                .toString();
    }

    /** Writes the trace to a compressed file as a collector does. */
    static void pack(Path file, String function) throws IOException {
        Files.createDirectories(file.getParent());
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(text(function).getBytes(StandardCharsets.UTF_8));
        }
    }
}
