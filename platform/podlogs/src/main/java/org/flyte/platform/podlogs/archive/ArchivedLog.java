package org.flyte.platform.podlogs.archive;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.zip.GZIPInputStream;
import org.flyte.platform.model.AttemptLayout;
import org.flyte.platform.podlogs.archive.LogIndex.Block;
import org.flyte.platform.podlogs.archive.LogIndex.Start;
import org.flyte.platform.storage.ObjectStore;

/** A log in the object store, as it was when its container had ended. */
public final class ArchivedLog {
    private final ObjectStore store;
    private final String file;
    private final IndexFile index;

    ArchivedLog(ObjectStore store, String file, IndexFile index) {
        this.store = store;
        this.file = file;
        this.index = index;
    }

    /** Number of its lines that are kept. */
    public long lines() {
        return index.index().lines();
    }

    /** The whole log, in the form of {@code PodLogSource}. */
    public InputStream open() {
        return new Blocks(0);
    }

    /** The log from a block on that begins before that time: earlier lines may come first. */
    public InputStream openSince(Instant time) {
        return new Blocks(index.index().since(time).block());
    }

    /** The newest lines. */
    public InputStream openTail(int lines) throws IOException {
        Start start = index.index().tail(lines);
        Blocks blocks = new Blocks(start.block());
        blocks.skipLines(start.skippedLines());
        return blocks;
    }

    private InputStream openBlock(Block block) throws IOException {
        byte[] compressed = block.name().isEmpty()
                ? index.lastBlock()
                : store.read(AttemptLayout.logBlock(file, block.name()), ArchiveLimits.MAX_COMPRESSED);
        return new GZIPInputStream(new ByteArrayInputStream(compressed), 8192);
    }

    /** The text of the blocks from one on; each is read when it is needed. */
    private final class Blocks extends InputStream {
        private int next;
        private InputStream current = InputStream.nullInputStream();

        Blocks(int first) {
            this.next = first;
        }

        void skipLines(long lines) throws IOException {
            for (long left = lines; left > 0; left--) {
                int value;
                do {
                    value = read();
                } while (value >= 0 && value != '\n');
            }
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            while (true) {
                int count = current.read(bytes, offset, length);
                if (count >= 0) {
                    return count;
                }
                if (next == index.index().blocks().size()) {
                    return -1;
                }
                current = openBlock(index.index().blocks().get(next++));
            }
        }

        @Override
        public int available() throws IOException {
            return Math.max(current.available(), next < index.index().blocks().size() ? 1 : 0);
        }
    }
}
