package org.flyte.devbox.node;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.jboss.logging.Logger;

/**
 * Copies the output of a process to its log file. Each line begins with the time at which it was read (RFC 3339, UTC).
 * A line may have any length: memory holds one piece of the output. A carriage return ends no line, as in a container.
 */
final class OutputCopy implements Runnable {
    private static final Logger LOG = Logger.getLogger(OutputCopy.class);
    private static final int PIECE = 64 * 1024;

    private final InputStream output;
    private final Path log;
    private final Clock clock;
    private boolean atLineStart = true;

    OutputCopy(InputStream output, Path log, Clock clock) {
        this.output = output;
        this.log = log;
        this.clock = clock;
    }

    @Override
    public void run() {
        byte[] piece = new byte[PIECE];
        try (output) {
            copy(piece);
            // The process must not wait for a log that cannot be written, such as on a full disk.
            while (output.read(piece) >= 0) {}
        } catch (IOException closed) {
            LOG.debugf("output of a pod closed log=%s cause=%s", log, closed.getMessage());
        }
    }

    private void copy(byte[] piece) throws IOException {
        OutputStream opened;
        try {
            opened = new BufferedOutputStream(Files.newOutputStream(log), PIECE);
        } catch (IOException e) {
            warn(e);
            return;
        }
        try (OutputStream file = opened) {
            int count;
            while ((count = output.read(piece)) >= 0) {
                try {
                    write(file, piece, count);
                } catch (IOException e) {
                    warn(e);
                    return;
                }
            }
        }
    }

    private void write(OutputStream file, byte[] piece, int count) throws IOException {
        byte[] time = (clock.instant() + " ").getBytes(StandardCharsets.US_ASCII);
        for (int start = 0; start < count; ) {
            if (atLineStart) {
                file.write(time);
            }
            int end = start;
            while (end < count && piece[end] != '\n') {
                end++;
            }
            atLineStart = end < count;
            end = Math.min(count, end + 1);
            file.write(piece, start, end - start);
            start = end;
        }
        file.flush();
    }

    private void warn(IOException cause) {
        LOG.warnf("log of a pod not written log=%s cause=%s", log, cause);
    }
}
