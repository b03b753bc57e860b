package org.flyte.dataproxy.logs;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads lines with their terminators; one that is too long comes in pieces, cut between characters. */
final class LineReader implements Closeable {
    private final BufferedInputStream in;
    private final int maxLine;
    private final ByteArrayOutputStream pending = new ByteArrayOutputStream();

    LineReader(InputStream in, int maxLine) {
        this.in = new BufferedInputStream(in, 16 * 1024);
        this.maxLine = maxLine;
    }

    /** The next line, or piece of one; empty at the end. Waits for it. */
    Optional<String> next() throws IOException {
        int value;
        while ((value = in.read()) >= 0) {
            if (pending.size() >= maxLine && isCharacterStart(value)) {
                String piece = take();
                pending.write(value);
                return Optional.of(value == '\n' ? piece + take() : piece);
            }
            pending.write(value);
            if (value == '\n') {
                return Optional.of(take());
            }
        }
        return pending.size() == 0 ? Optional.empty() : Optional.of(take());
    }

    /** Whether more can be read without waiting. */
    boolean hasMore() throws IOException {
        return in.available() > 0;
    }

    @Override
    public void close() throws IOException {
        in.close();
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
