package faastrace.trace.invocation;

import faastrace.trace.InvocationTimes;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/**
 * The binary format of {@link InvocationProfile}. The file is only a cache: any version of this program can
 * compute it again from the trace, so the format need not be compatible with other versions. Most numbers are small, so
 * they are stored as {@link VariableLengthNumbers}. Ascending numbers are stored as differences.
 */
public final class InvocationProfileFormat {
    private InvocationProfileFormat() {}

    /** Writes a profile. The stream stays open. */
    public static void write(InvocationProfile profile, OutputStream out) throws IOException {
        Deflater fast = new Deflater(Deflater.BEST_SPEED);
        try {
            DeflaterOutputStream packed = new DeflaterOutputStream(out, fast);
            DataOutputStream data = new DataOutputStream(new BufferedOutputStream(packed));
            Writer writer = new Writer(new VariableLengthNumbers.Writer(data));
            writer.facts(profile.facts());
            writer.numbers.writeKnown(profile.nanosPerSample());
            writer.numbers.write(profile.event());
            writer.numbers.write(profile.incomplete() ? 1 : 0);
            writer.numbers.write(profile.leftOut());
            writer.invocations(profile.invocations());
            writer.tree(profile.tree());
            writer.weights(profile.weights());
            data.flush();
            packed.finish();
        } finally {
            fast.end();
        }
    }

    /**
     * Reads a profile.
     *
     * @throws IOException if the stream can't be read, or does not contain a profile
     */
    public static InvocationProfile read(InputStream in) throws IOException {
        return read(in, true);
    }

    /** Reads a profile without its samples, which is faster. The tree and the weights are empty. */
    public static InvocationProfile readWithoutSamples(InputStream in) throws IOException {
        return read(in, false);
    }

    private static InvocationProfile read(InputStream in, boolean samples) throws IOException {
        Inflater inflater = new Inflater();
        DataInputStream data = new DataInputStream(new BufferedInputStream(new InflaterInputStream(in, inflater)));
        Reader reader = new Reader(new VariableLengthNumbers.Reader(data));
        try {
            Map<String, String> facts = reader.facts();
            OptionalLong nanosPerSample = reader.numbers.readKnown();
            String event = reader.numbers.readText();
            boolean incomplete = reader.numbers.readInt() == 1;
            long leftOut = reader.numbers.readLong();
            List<MeasuredInvocation> invocations = reader.invocations();
            StackTree tree = samples ? reader.tree() : new StackTree();
            return new InvocationProfile(
                    facts,
                    nanosPerSample,
                    invocations,
                    event,
                    tree,
                    incomplete,
                    leftOut,
                    samples ? reader.weights() : List.of());
        } catch (IndexOutOfBoundsException | IllegalArgumentException damaged) {
            throw new IOException("the file is damaged", damaged);
        } finally {
            inflater.end();
        }
    }

    /** Packs invocations into bytes, without compression. */
    public static byte[] pack(List<MeasuredInvocation> invocations) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            new Writer(new VariableLengthNumbers.Writer(new DataOutputStream(bytes))).invocations(invocations);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    /**
     * Reads what {@link #pack} has written.
     *
     * @throws IOException if the bytes are damaged
     */
    public static List<MeasuredInvocation> unpack(byte[] bytes) throws IOException {
        return new Reader(new VariableLengthNumbers.Reader(new DataInputStream(new ByteArrayInputStream(bytes))))
                .invocations();
    }

    private record Writer(VariableLengthNumbers.Writer numbers) {
        void facts(Map<String, String> facts) throws IOException {
            numbers.write(facts.size());
            for (Map.Entry<String, String> fact : new TreeMap<>(facts).entrySet()) {
                numbers.write(fact.getKey());
                numbers.write(fact.getValue());
            }
        }

        void invocations(List<MeasuredInvocation> invocations) throws IOException {
            numbers.write(invocations.size());
            long before = 0;
            for (MeasuredInvocation one : invocations) {
                numbers.write(one.id());
                numbers.writeSigned(one.startNanos() - before);
                before = one.startNanos();
                numbers.write(one.durationNanos());
                numbers.writeKnown(one.times().cpuNanos());
                numbers.writeKnown(one.times().readyNanos());
                numbers.writeKnown(one.times().throttledNanos());
                numbers.write(one.times().shared() ? 1 : 0);
                numbers.writeKnown(one.times().unsampledNanos());
                numbers.write(one.samples());
            }
        }

        void tree(StackTree tree) throws IOException {
            numbers.write(tree.names());
            for (int name = 0; name < tree.names(); name++) {
                numbers.write(tree.bytes(name));
            }
            numbers.write(tree.size());
            for (int node = 1; node < tree.size(); node++) {
                numbers.write(node - tree.parent(node));
                numbers.write(tree.name(node));
            }
        }

        void weights(List<InvocationProfile.Weights> weights) throws IOException {
            numbers.write(weights.size());
            for (InvocationProfile.Weights some : weights) {
                numbers.write(some.owners().length);
                int before = 0;
                for (int owner : some.owners()) {
                    numbers.write(owner - before);
                    before = owner;
                }
                numbers.write(some.nodes().length);
                for (int i = 0; i < some.nodes().length; i++) {
                    numbers.write(some.nodes()[i]);
                    numbers.write(some.samples()[i]);
                }
            }
        }
    }

    private record Reader(VariableLengthNumbers.Reader numbers) {
        Map<String, String> facts() throws IOException {
            Map<String, String> facts = new HashMap<>();
            for (int i = numbers.readInt(); i > 0; i--) {
                facts.put(numbers.readText(), numbers.readText());
            }
            return facts;
        }

        List<MeasuredInvocation> invocations() throws IOException {
            List<MeasuredInvocation> invocations = new ArrayList<>();
            long start = 0;
            for (int i = numbers.readInt(); i > 0; i--) {
                String id = numbers.readText();
                start += numbers.readSigned();
                invocations.add(new MeasuredInvocation(id, start, numbers.readLong(), times(), numbers.readLong()));
            }
            return invocations;
        }

        private InvocationTimes times() throws IOException {
            return new InvocationTimes(
                    numbers.readKnown(),
                    numbers.readKnown(),
                    numbers.readKnown(),
                    numbers.readInt() == 1,
                    numbers.readKnown());
        }

        StackTree tree() throws IOException {
            StackTree tree = new StackTree();
            int names = numbers.readInt();
            for (int name = 0; name < names; name++) {
                require(tree.add(numbers.readBytes()) == name);
            }
            int size = numbers.readInt();
            for (int node = 1; node < size; node++) {
                int parent = node - numbers.readInt();
                int name = numbers.readInt();
                require(parent >= 0 && parent < node && name < names && tree.add(parent, name) == node);
            }
            return tree;
        }

        private static void require(boolean holds) throws IOException {
            if (!holds) {
                throw new IOException("the file is damaged");
            }
        }

        List<InvocationProfile.Weights> weights() throws IOException {
            List<InvocationProfile.Weights> weights = new ArrayList<>();
            for (int i = numbers.readInt(); i > 0; i--) {
                weights.add(weight());
            }
            return weights;
        }

        private InvocationProfile.Weights weight() throws IOException {
            List<Integer> owners = new ArrayList<>();
            int owner = 0;
            for (int i = numbers.readInt(); i > 0; i--) {
                owner += numbers.readInt();
                owners.add(owner);
            }
            List<Integer> nodes = new ArrayList<>();
            List<Long> samples = new ArrayList<>();
            for (int i = numbers.readInt(); i > 0; i--) {
                nodes.add(numbers.readInt());
                samples.add(numbers.readLong());
            }
            return new InvocationProfile.Weights(
                    owners.stream().mapToInt(Integer::intValue).toArray(),
                    nodes.stream().mapToInt(Integer::intValue).toArray(),
                    samples.stream().mapToLong(Long::longValue).toArray());
        }
    }
}
