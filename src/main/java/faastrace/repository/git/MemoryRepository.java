package faastrace.repository.git;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.eclipse.jgit.internal.storage.dfs.DfsRepositoryDescription;
import org.eclipse.jgit.internal.storage.dfs.InMemoryRepository;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.transport.PackParser;
import org.eclipse.jgit.util.FS;

/** A repository in memory. It stops a transfer that exceeds the limits. */
final class MemoryRepository extends InMemoryRepository {
    private final FetchLimits limits;

    MemoryRepository(FetchLimits limits) {
        super(new DfsRepositoryDescription("templates"));
        this.limits = limits;
    }

    /** Returns a file system, because JGit fails without one when it looks up http settings. */
    @Override
    public FS getFS() {
        return FS.DETECTED;
    }

    @Override
    public ObjectInserter newObjectInserter() {
        ObjectInserter inserter = super.newObjectInserter();
        return new ObjectInserter.Filter() {
            @Override
            protected ObjectInserter delegate() {
                return inserter;
            }

            @Override
            public PackParser newPackParser(InputStream pack) throws IOException {
                PackParser parser = super.newPackParser(new Bounded(pack, limits.totalBytes()));
                parser.setMaxObjectSizeLimit(limits.totalBytes());
                return parser;
            }
        };
    }

    /** Thrown during a transfer that is too large. */
    static final class TooLarge extends IOException {
        private static final long serialVersionUID = 1;

        TooLarge(long limit) {
            super("more than " + limit + " bytes");
        }
    }

    private static final class Bounded extends FilterInputStream {
        private final long limit;
        private long read;

        Bounded(InputStream in, long limit) {
            super(in);
            this.limit = limit;
        }

        @Override
        public int read() throws IOException {
            int value = super.read();
            count(value < 0 ? 0 : 1);
            return value;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int count = super.read(buffer, offset, length);
            count(Math.max(count, 0));
            return count;
        }

        private void count(int bytes) throws IOException {
            read += bytes;
            if (read > limit) {
                throw new TooLarge(limit);
            }
        }
    }
}
