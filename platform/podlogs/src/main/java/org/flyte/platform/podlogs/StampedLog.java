package org.flyte.platform.podlogs;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The lines of one attempt, out of the log of a pod that carries out several. Lines have their time, before and after. */
public final class StampedLog extends InputStream {
    private static final int MAX_LINE = 64 * 1024;
    private static final InputStream NOTHING = InputStream.nullInputStream();

    private final InputStream log;
    private final LineReader lines;
    private final Stamp stamp;
    private InputStream current = NOTHING;

    public StampedLog(InputStream log, Stamp stamp) {
        this.log = log;
        this.lines = new LineReader(log, MAX_LINE);
        this.stamp = stamp;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        int count;
        while ((count = current.read(bytes, offset, length)) < 0) {
            Optional<String> line = nextOwn();
            if (line.isEmpty()) {
                return -1;
            }
            current = new ByteArrayInputStream(line.get().getBytes(StandardCharsets.UTF_8));
        }
        return count;
    }

    private Optional<String> nextOwn() throws IOException {
        Optional<String> line;
        while ((line = lines.next()).isPresent()) {
            int space = line.get().indexOf(' ');
            String time = line.get().substring(0, space + 1);
            Optional<String> own = stamp.textOf(line.get().substring(space + 1));
            if (own.isPresent()) {
                return own.map(text -> time + text);
            }
        }
        return Optional.empty();
    }

    @Override
    public int available() throws IOException {
        return current.available();
    }

    @Override
    public void close() throws IOException {
        log.close();
    }
}
