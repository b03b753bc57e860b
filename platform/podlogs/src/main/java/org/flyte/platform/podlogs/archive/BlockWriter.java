package org.flyte.platform.podlogs.archive;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** One block of a log while it is written: compresses, counts lines, and notes the time of the first. */
final class BlockWriter {
    private static final int LONGEST_TIME = 40;

    private final ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    private final GZIPOutputStream gzip;
    private final StringBuilder time = new StringBuilder();
    private boolean atLineStart;
    private boolean inTime;
    private long size;
    private long lines;
    private long firstTime = LogIndex.NO_TIME;
    private boolean hasTime;

    /**
     * @param atLineStart false when the block begins within a line
     */
    BlockWriter(boolean atLineStart) throws IOException {
        this.atLineStart = atLineStart;
        this.gzip = new Fast(compressed);
    }

    private static final class Fast extends GZIPOutputStream {
        Fast(ByteArrayOutputStream out) throws IOException {
            super(out, 8192);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }

    /** Takes bytes up to the first end of a line behind {@code wanted}, or twice as many; returns how many. */
    int write(byte[] bytes, int from, int to, int wanted) throws IOException {
        int position = from;
        int most = (int) Math.min(to, from + Math.max(0, 2L * wanted - size));
        while (position < most && (size + position - from < wanted || !atLineStart)) {
            count(bytes[position]);
            position++;
        }
        gzip.write(bytes, from, position - from);
        size += position - from;
        return position - from;
    }

    private void count(byte next) {
        if (atLineStart) {
            lines++;
            atLineStart = false;
            inTime = !hasTime;
        }
        if (inTime) {
            readTime(next);
        }
        if (next == '\n') {
            atLineStart = true;
        }
    }

    private void readTime(byte next) {
        if (next > ' ' && time.length() < LONGEST_TIME) {
            time.append((char) next);
            return;
        }
        inTime = false;
        try {
            firstTime = LogIndex.micros(Instant.parse(time));
            hasTime = true;
        } catch (DateTimeException notATime) {
            // The next line may have one.
        }
        time.setLength(0);
    }

    boolean isAtLineStart() {
        return atLineStart;
    }

    long size() {
        return size;
    }

    LogIndex.Block block(String name) {
        return new LogIndex.Block(name, size, lines, firstTime);
    }

    byte[] close() throws IOException {
        gzip.close();
        return compressed.toByteArray();
    }

    /** A block with one line of our own. */
    static BlockWriter of(Instant time, String line) throws IOException {
        BlockWriter writer = new BlockWriter(true);
        byte[] bytes = (time + " " + line + "\n").getBytes(StandardCharsets.UTF_8);
        writer.write(bytes, 0, bytes.length, bytes.length);
        return writer;
    }
}
