package faastrace.trace.read;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import faastrace.trace.Frame;
import faastrace.trace.Sample;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** Reads perf script text and keeps the samples. */
abstract class PerfScriptFixture {
    static final String FRAME = "\t    55d0c0de1000 leaf_fn+0x10 (/usr/bin/app)\n\n";

    final List<Sample> samples = new ArrayList<>();

    ReadResult reading;

    static String event(String command) {
        return command + " 12/13 [000]  5.5: 1 cycles:u: \n" + FRAME;
    }

    List<Frame> frames(String... lines) {
        read("app 1 7.5: 1 c:\n\t" + String.join("\n\t", lines) + "\n\n");
        return only().frames();
    }

    Sample only() {
        assertThat(samples).hasSize(1);
        return samples.get(0);
    }

    Sample only(int i) {
        return samples.get(i);
    }

    void read(String text) {
        read(text.getBytes(UTF_8));
    }

    void read(byte[] bytes) {
        try {
            reading = PerfScriptReader.read(new ByteArrayInputStream(bytes), samples::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        }
        return packed.toByteArray();
    }
}
