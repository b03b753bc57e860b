package org.flyte.crd;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** How a serialized template is stored in {@link TaskActionSpec#taskTemplate}: gzip when that is smaller. */
public final class Template {
    /** Bounds what a small gzip can expand to. */
    private static final int MAX_BYTES = 64 << 20;

    private Template() {}

    /** The shorter of the bytes themselves and their gzip form. */
    public static byte[] encode(byte[] template) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(template);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.size() < template.length ? packed.toByteArray() : template;
    }

    /**
     * The serialized template, packed or not.
     *
     * @throws IllegalArgumentException when it is broken gzip or bigger than 64 MiB
     */
    public static byte[] decode(byte[] stored) {
        if (!isGzip(stored)) {
            return stored;
        }
        try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(stored))) {
            byte[] template = gzip.readNBytes(MAX_BYTES + 1);
            if (template.length > MAX_BYTES) {
                throw new IllegalArgumentException("spec.taskTemplate is bigger than 64 MiB");
            }
            return template;
        } catch (IOException e) {
            throw new IllegalArgumentException("spec.taskTemplate is not valid gzip: " + e.getMessage(), e);
        }
    }

    private static boolean isGzip(byte[] stored) {
        return stored.length > 2 && (stored[0] & 0xff) == 0x1f && (stored[1] & 0xff) == 0x8b;
    }
}
