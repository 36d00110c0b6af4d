package faastrace.cli.terminal;

import faastrace.files.ParentFolder;
import faastrace.problem.Problem;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;

/** Writes long or binary results to standard output, or to a file that is written completely or not at all. */
public final class Output {
    private static final int BUFFER = 1 << 16;

    private Output() {}

    /** Writes the result. */
    @FunctionalInterface
    public interface Body {
        void write(OutputStream out) throws IOException;
    }

    /** A writer for standard output that accepts both text and bytes. */
    public static final class Printer extends PrintWriter {
        private final Watched bytes;

        /** Creates a printer that writes to this stream. */
        public Printer(OutputStream bytes) {
            this(new Watched(bytes));
        }

        private Printer(Watched bytes) {
            super(new OutputStreamWriter(bytes, StandardCharsets.UTF_8), false);
            this.bytes = bytes;
        }

        /** Whether the output is a pipe that was closed by its reader, such as {@code head}. */
        public boolean isUnwanted() {
            return bytes.unwanted;
        }
    }

    /**
     * Remembers whether a write failed because the pipe was closed. A closed pipe is not an error, but a
     * {@link PrintWriter} does not report why a write failed.
     */
    private static final class Watched extends FilterOutputStream {
        private boolean unwanted;

        Watched(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                out.write(bytes, offset, length);
            } catch (IOException e) {
                unwanted |=
                        String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains("broken pipe");
                throw e;
            }
        }
    }

    /** Writes the result to standard output. */
    public static void print(PrintWriter out, Body body) {
        out.flush();
        try {
            if (out instanceof Printer printer) {
                OutputStream buffered = new BufferedOutputStream(printer.bytes, BUFFER);
                body.write(buffered);
                buffered.flush();
            } else {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                body.write(bytes);
                out.print(bytes.toString(StandardCharsets.UTF_8));
                out.flush();
            }
        } catch (IOException e) {
            if (out instanceof Printer printer && printer.isUnwanted()) {
                return;
            }
            throw new Problem(
                    "standard output", "not all of the result could be written", "check the disk or the pipe", e);
        }
    }

    /** Writes the result to a file, completely or not at all. */
    public static void write(Path file, Body body) {
        if (Files.isDirectory(file)) {
            throw new Problem(file.toString(), "is a folder, not a file", "name a file in it");
        }
        try {
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                copyTo(file, body); // a device or a pipe can't be replaced
                return;
            }
            Path beside = file.resolveSibling("." + file.getFileName() + ".part");
            try {
                copyTo(beside, body);
                Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(beside);
            }
        } catch (NoSuchFileException e) {
            Path folder = ParentFolder.of(file.toAbsolutePath());
            throw Files.exists(folder)
                    ? Problem.of(file, e)
                    : new Problem(folder.toString(), "there is no such folder", "create it, or check the path", e);
        } catch (AccessDeniedException e) {
            Path folder = ParentFolder.of(file.toAbsolutePath());
            throw Files.isDirectory(folder) && !Files.isWritable(folder)
                    ? new Problem(
                            folder.toString(),
                            "this user is not allowed to create files in this folder",
                            "write to another folder, or make this one writable for this user",
                            e)
                    : Problem.of(file, e);
        } catch (IOException e) {
            throw Problem.of(file, e);
        }
    }

    private static void copyTo(Path file, Body body) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), BUFFER)) {
            body.write(out);
        }
    }
}
