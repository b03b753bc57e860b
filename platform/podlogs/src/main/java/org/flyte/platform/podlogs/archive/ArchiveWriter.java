package org.flyte.platform.podlogs.archive;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.flyte.platform.model.AttemptLayout;
import org.flyte.platform.podlogs.archive.LogIndex.Block;
import org.flyte.platform.storage.ObjectStore;

/**
 * Writes one log while it is read: full blocks at once, the index with the last block at the end. Until then readers find
 * nothing. Memory holds one block and the index.
 */
final class ArchiveWriter {
    private static final int PIECE = 64 * 1024;

    private final ObjectStore store;
    private final String file;
    private final ArchiveLimits limits;
    private final List<Block> head = new ArrayList<>();
    private final Deque<Block> tail = new ArrayDeque<>();
    private long headSize;
    private long tailSize;
    private long dropped;
    private long droppedLines;
    private int number;
    private BlockWriter current = new BlockWriter(true);

    ArchiveWriter(ObjectStore store, String file, ArchiveLimits limits) throws IOException {
        this.store = store;
        this.file = file;
        this.limits = limits;
    }

    /** Copies the log to its end. */
    void copy(InputStream log) throws IOException {
        byte[] piece = new byte[PIECE];
        int count;
        while ((count = log.read(piece)) >= 0) {
            for (int from = 0; from < count; ) {
                int taken = current.write(piece, from, count, limits.blockSize());
                from += taken;
                if (taken == 0 || from < count) {
                    finishBlock();
                }
            }
        }
    }

    /** Adds a line of our own, such as that the rest is missing. */
    void note(Instant time, String line) throws IOException {
        finishBlock();
        current = BlockWriter.of(time, line);
    }

    /** Makes the log readable. */
    void finish(Instant now) throws IOException {
        List<Block> blocks = new ArrayList<>(head);
        if (dropped > 0) {
            BlockWriter gap = BlockWriter.of(
                    timeOfGap(now),
                    "(%d lines, %d bytes of this log are not kept: it is larger than %d bytes)"
                            .formatted(droppedLines, dropped, limits.maxSize()));
            blocks.add(write(gap, "dropped"));
        }
        blocks.addAll(tail);
        blocks.add(current.block(""));
        store.write(file, new IndexFile(new LogIndex(blocks), current.close()).bytes());
    }

    private Instant timeOfGap(Instant now) {
        long micros = tail.isEmpty() ? LogIndex.NO_TIME : tail.getFirst().firstTime();
        return micros == LogIndex.NO_TIME ? now : Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    private void finishBlock() throws IOException {
        Block block = write(current, "%06d".formatted(number++));
        current = new BlockWriter(current.isAtLineStart());
        if (headSize < limits.maxSize() / 2) {
            head.add(block);
            headSize += block.size();
            return;
        }
        tail.addLast(block);
        tailSize += block.size();
        while (tailSize - tail.getFirst().size() >= limits.maxSize() / 2) {
            drop(tail.removeFirst());
        }
    }

    private void drop(Block oldest) {
        tailSize -= oldest.size();
        dropped += oldest.size();
        droppedLines += oldest.lines();
        store.delete(AttemptLayout.logBlock(file, oldest.name()));
    }

    private Block write(BlockWriter block, String name) throws IOException {
        store.write(AttemptLayout.logBlock(file, name), block.close());
        return block.block(name);
    }
}
