package org.flyte.platform.connect.wire;

import io.grpc.Status;
import io.grpc.StatusException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** The compressions we speak, by their names on the wire. */
public enum Compression {
    IDENTITY {
        @Override
        public byte[] compress(byte[] plain) {
            return plain;
        }

        @Override
        public byte[] decompress(byte[] packed, long limit) {
            return packed;
        }
    },
    GZIP {
        @Override
        public byte[] compress(byte[] plain) {
            var bytes = new ByteArrayOutputStream(Math.max(64, plain.length / 3));
            try (var gzip = new GZIPOutputStream(bytes)) {
                gzip.write(plain);
            } catch (IOException e) {
                throw new IllegalStateException("writing to memory failed", e);
            }
            return bytes.toByteArray();
        }

        @Override
        public byte[] decompress(byte[] packed, long limit) throws StatusException {
            if (packed.length == 0) {
                return packed;
            }
            try (var gzip = new GZIPInputStream(new ByteArrayInputStream(packed), 8192)) {
                byte[] plain = gzip.readNBytes((int) Math.min(limit + 1, Integer.MAX_VALUE - 8));
                if (plain.length > limit) {
                    throw Limits.tooLarge(limit);
                }
                return plain;
            } catch (IOException e) {
                throw Status.INVALID_ARGUMENT
                        .withDescription("message is not valid gzip: " + e.getMessage())
                        .asException();
            }
        }
    };

    /** Returns {@code identity, gzip}: what we accept, for headers. */
    public static String accepted() {
        return "gzip, identity";
    }

    /**
     * Finds the compression of a request.
     *
     * @param name a header's value, null or empty for none
     * @throws StatusException UNIMPLEMENTED for a name we do not know
     */
    public static Compression named(String name) throws StatusException {
        if (name == null || name.isBlank()) {
            return IDENTITY;
        }
        return switch (name.strip().toLowerCase(Locale.ROOT)) {
            case "identity" -> IDENTITY;
            case "gzip", "x-gzip" -> GZIP;
            default ->
                throw Status.UNIMPLEMENTED
                        .withDescription(
                                "compression \"%s\" is not supported, use one of: gzip, identity".formatted(name))
                        .asException();
        };
    }

    /** Returns the best compression a client accepts, from a header such as {@code gzip, identity;q=0.5}. */
    public static Compression preferred(String accept) {
        if (accept == null) {
            return IDENTITY;
        }
        for (String choice : accept.split(",", -1)) {
            String[] parts = choice.strip().toLowerCase(Locale.ROOT).split(";", 2);
            boolean refused = parts.length == 2 && parts[1].strip().matches("q=0(\\.0*)?");
            if (parts[0].strip().equals("gzip") && !refused) {
                return GZIP;
            }
        }
        return IDENTITY;
    }

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public abstract byte[] compress(byte[] plain);

    /**
     * Unpacks a message.
     *
     * @param limit most bytes of the result
     * @throws StatusException INVALID_ARGUMENT for garbage, RESOURCE_EXHAUSTED above the limit
     */
    public abstract byte[] decompress(byte[] packed, long limit) throws StatusException;
}
