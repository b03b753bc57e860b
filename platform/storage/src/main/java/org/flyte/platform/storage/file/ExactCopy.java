package org.flyte.platform.storage.file;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.flyte.platform.model.FlyteException.InvalidArgument;

/** Copies a stream into a new file and insists on its length. */
final class ExactCopy {
    private static final int CHUNK = 64 * 1024;

    private ExactCopy() {}

    static void copy(InputStream content, long length, Path target) throws IOException {
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
