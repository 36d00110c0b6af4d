package faastrace.patch;

import faastrace.files.FolderNames;
import faastrace.files.OwnFiles;
import faastrace.files.ParentFolder;
import faastrace.files.PlainFile;
import faastrace.problem.Problem;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Lists what the next run has to write if this run is stopped. The journal is kept in a file while the run writes. That
 * file is either complete or missing.
 *
 * @param id a part of the names of the run's temporary files, which makes these names unique
 */
record Journal(List<Step> steps, String id) {
    private static final String MAGIC = "faas-trace journal 2";

    /** The mark of an earlier format, which had the whole content of a file instead of its digest. */
    private static final String EARLIER_MAGIC = "faas-trace journal 1";

    /**
     * The maximum compressed size. A run keeps in memory all contents that it writes, so our journals are never larger.
     */
    private static final int MOST_BYTES = 1 << 30;

    /** Restricts the id, which becomes part of file names. A journal may come from someone else's repository. */
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9-]{1,40}");

    /**
     * A file that may still have to be written.
     *
     * @param from the digest of the file's old content, which is still on disk if the run was stopped before it wrote
     *     the file
     * @param to the content to write; null if the file has to be deleted
     */
    record Step(String path, ContentDigest from, @Nullable Content to) {
        Step {
            FileChange.check(path);
        }

        boolean mayBeLink() {
            return from.kind() == 'l' || to != null && to.isLink();
        }
    }

    Journal {
        steps = List.copyOf(steps);
    }

    static Journal of(Patch patch, RecoveryPolicy ifStopped, String id) {
        boolean forward = ifStopped == RecoveryPolicy.FINISH;
        return new Journal(
                patch.changes().stream()
                        .map(change -> forward ? change : change.reversed())
                        .map(change -> new Step(change.path(), ContentDigest.of(change.before()), change.after()))
                        .toList(),
                id);
    }

    /** The name of the temporary file for the change at the given index. */
    String temporary(int index) {
        return ".faas-trace-" + id + "-" + index;
    }

    /**
     * Writes the journal to a file. Remembers that the file is ours, before the file appears.
     *
     * @param own the notes on our own files, to which the journal is added
     */
    void write(Path file, OwnFiles own, RecoveryPolicy ifStopped, FileSteps heard) throws IOException {
        boolean durable = ifStopped == RecoveryPolicy.FINISH;
        heard.before("create " + file.getParent());
        Files.createDirectories(file.toAbsolutePath().getParent());
        Path part = part(file);
        heard.before("write " + part);
        Files.deleteIfExists(part); // the part may be a link, and writing would follow the link
        MessageDigest digest = OwnFiles.sha256();
        try (FileChannel channel = FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            OutputStream bytes = new DigestOutputStream(Channels.newOutputStream(channel), digest);
            GZIPOutputStream packed = new Packed(bytes);
            DataOutputStream out = new DataOutputStream(new BufferedOutputStream(packed, 1 << 16));
            writeTo(out);
            out.flush();
            packed.finish();
            if (durable) {
                // From here on, the next run can use this file to finish the changes.
                channel.force(true);
            }
        }
        heard.before("note " + file);
        own.remember(file, HexFormat.of().formatHex(digest.digest()), durable);
        heard.before("move " + part + " to " + file);
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        if (durable) {
            FolderNames.force(ParentFolder.of(file.toAbsolutePath()));
        }
    }

    private void writeTo(DataOutputStream out) throws IOException {
        out.writeUTF(MAGIC);
        out.writeUTF(id);
        out.writeInt(steps.size());
        for (Step step : steps) {
            writeBytes(out, step.path().getBytes(StandardCharsets.UTF_8));
            out.writeByte(step.from().kind());
            out.writeLong(step.from().size());
            out.writeUTF(step.from().digest());
            out.writeByte(ContentDigest.kind(step.to()));
            if (step.to() != null) {
                writeBytes(out, step.to().bytes());
            }
        }
    }

    private static void writeBytes(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    /**
     * Reads a journal that a run of this user left. Any other journal may have come with the repository. A journal
     * determines what is written, so any other journal is not even parsed, and a {@link Problem} is thrown.
     */
    static Journal read(Path file, OwnFiles own) {
        if (!own.remembers(file)) {
            throw foreign(file);
        }
        byte[] bytes = PlainFile.read(file.toString(), file, MOST_BYTES);
        if (!own.isOurs(file, bytes)) {
            throw foreign(file);
        }
        return parse(file, bytes);
    }

    static Problem foreign(Path file) {
        return new Problem(
                file.toString(),
                "this journal was not left by one of your own runs, so it may have come with the repository; it is not applied",
                "if you moved this folder after a run was killed, move it back and run the command again; otherwise compare "
                        + "the files with version control, delete this file and those named .faas-trace-ID-NUMBER, and run the command again");
    }

    private static Journal parse(Path file, byte[] bytes) {
        try (DataInputStream in = new DataInputStream(
                new BufferedInputStream(new GZIPInputStream(new ByteArrayInputStream(bytes)), 1 << 16))) {
            String magic = in.readUTF();
            boolean earlier = magic.equals(EARLIER_MAGIC);
            if (!earlier && !magic.equals(MAGIC)) {
                throw damaged(file, null);
            }
            String id = in.readUTF();
            if (!ID.matcher(id).matches()) {
                throw damaged(file, null);
            }
            int count = in.readInt();
            List<Step> steps = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                String path = new String(readBytes(in), StandardCharsets.UTF_8);
                ContentDigest from = earlier ? ContentDigest.of(readContent(in)) : readMark(in);
                steps.add(new Step(path, from, readContent(in)));
            }
            if (in.read() >= 0) {
                throw damaged(file, null);
            }
            return new Journal(steps, id);
        } catch (IOException | IllegalArgumentException e) {
            throw damaged(file, e);
        }
    }

    private static ContentDigest readMark(DataInputStream in) throws IOException {
        return new ContentDigest((char) in.readByte(), in.readLong(), in.readUTF());
    }

    private static @Nullable Content readContent(DataInputStream in) throws IOException {
        int kind = in.readByte();
        return kind == 'n' ? null : new Content(readBytes(in), kind == 'x', kind == 'l');
    }

    private static byte[] readBytes(DataInputStream in) throws IOException {
        int length = in.readInt();
        // Reads only the bytes that exist, instead of allocating as much memory as the length claims.
        byte[] bytes = length < 0 ? new byte[0] : in.readNBytes(length);
        if (bytes.length != length) {
            throw new IOException("it ends too early");
        }
        return bytes;
    }

    private static Problem damaged(Path file, @Nullable Exception cause) {
        return new Problem(
                file.toString(),
                "the journal of an interrupted run can't be read",
                "compare the files with version control, then delete this file",
                cause);
    }

    /** The file that contains the journal while the journal is incomplete. */
    static Path part(Path file) {
        return file.resolveSibling(file.getFileName() + ".part");
    }

    /** Compresses fast rather than well, because the file exists only for milliseconds. */
    private static final class Packed extends GZIPOutputStream {
        Packed(OutputStream out) throws IOException {
            super(out, 1 << 16);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }
}
