package org.flyte.platform.storage.file;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.flyte.platform.model.FlyteException.InvalidArgument;

/** A copy of a stream that must have an exact length. */
record ExactCopy(InputStream content, long length) {
    private static final int CHUNK = 64 * 1024;

    /** Writes the stream into a new file. */
    void to(Path target) throws IOException {
        byte[] chunk = new byte[CHUNK];
        long copied = 0;
        try (OutputStream out = Files.newOutputStream(target, CREATE_NEW, WRITE)) {
            int count;
            while ((count = content.read(chunk)) >= 0) {
                copied += count;
                if (copied > length) {
                    throw new InvalidArgument("the content is longer than the %d bytes announced", length);
                }
                out.write(chunk, 0, count);
            }
        }
        if (copied < length) {
            throw new InvalidArgument("the content ended after %d of the %d bytes announced", copied, length);
        }
    }
}
