package org.flyte.dataproxy.logs.live;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Optional;
import org.flyte.idl.logs.dataplane.LogLine;
import org.flyte.platform.model.ProtoTime;
import org.flyte.platform.podlogs.LineReader;
import org.flyte.platform.podlogs.LogLineParser;

/** Reads a log piece by piece. */
public final class LogPieceReader implements Closeable {
    private static final int OVERHEAD = 200;

    private final LineReader lines;
    private Instant time = Instant.MIN;

    /**
     * @param maxLine bytes of the longest piece
     */
    public LogPieceReader(InputStream log, int maxLine) {
        this.lines = new LineReader(log, maxLine);
    }

    /** The next piece; empty at the end. Waits for it. */
    public Optional<LogPiece> next() throws IOException {
        return lines.next().map(this::piece);
    }

    /** Whether more can be read without waiting. */
    public boolean hasMore() throws IOException {
        return lines.hasMore();
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }

    private LogPiece piece(String text) {
        LogLine line = LogLineParser.parse(text);
        if (line.hasTimestamp()) {
            time = ProtoTime.toInstant(line.getTimestamp());
        }
        return new LogPiece(time, line, OVERHEAD + text.length());
    }
}
