package org.flyte.platform.podlogs;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads lines with their terminators; one that is too long comes in pieces, cut between characters. */
public final class LineReader implements Closeable {
    private static final int BUFFER = 16 * 1024;

    private final InputStream in;
    private final int maxLine;
    private final ByteArrayOutputStream pending = new ByteArrayOutputStream();
    private final byte[] buffer = new byte[BUFFER];
    private int position;
    private int end;

    /**
     * @param maxLine bytes of the longest piece
     */
    public LineReader(InputStream in, int maxLine) {
        this.in = in;
        this.maxLine = maxLine;
    }

    /** The next line, or piece of one; empty at the end. Waits for it. */
    public Optional<String> next() throws IOException {
        while (position < end || fill()) {
            int from = position;
            int limit = Math.min(end, from + Math.max(0, maxLine - pending.size()));
            while (position < limit && buffer[position] != '\n') {
                position++;
            }
            if (position < limit) {
                position++;
                pending.write(buffer, from, position - from);
                return Optional.of(take());
            }
            pending.write(buffer, from, position - from);
            if (pending.size() >= maxLine && position < end) {
                Optional<String> piece = endOfPiece();
                if (piece.isPresent()) {
                    return piece;
                }
            }
        }
        return pending.size() == 0 ? Optional.empty() : Optional.of(take());
    }

    /** The piece is full: it ends before the next character, and with a newline that follows it. */
    private Optional<String> endOfPiece() {
        while (position < end && !isCharacterStart(buffer[position])) {
            pending.write(buffer[position++]);
        }
        if (position == end) {
            return Optional.empty();
        }
        if (buffer[position] == '\n') {
            pending.write(buffer[position++]);
        }
        return Optional.of(take());
    }

    /** Whether more can be read without waiting. */
    public boolean hasMore() throws IOException {
        return position < end || in.available() > 0;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private boolean fill() throws IOException {
        int count = in.read(buffer);
        position = 0;
        end = Math.max(0, count);
        return count > 0;
    }

    private String take() {
        String text = pending.toString(StandardCharsets.UTF_8);
        pending.reset();
        return text;
    }

    private static boolean isCharacterStart(int value) {
        return (value & 0xC0) != 0x80;
    }
}
