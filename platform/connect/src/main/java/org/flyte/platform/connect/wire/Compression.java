package org.flyte.platform.connect.wire;

import io.grpc.Status;
import io.grpc.StatusException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** The supported compressions, by their names on the wire. */
public enum Compression {
    IDENTITY {
        @Override
        public byte[] compress(byte[] plain) {
            return plain;
        }

        @Override
        public byte[] decompress(byte[] packed, long limit, Memory memory) {
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
        public byte[] decompress(byte[] packed, long limit, Memory memory) throws StatusException {
            if (packed.length == 0) {
                return packed;
            }
            try (var gzip = new GZIPInputStream(new ByteArrayInputStream(packed), 8192)) {
                return new BoundedInput(gzip, limit, memory).readAll();
            } catch (IOException e) {
                throw malformed(e);
            }
        }
    },
    /** Only where {@code com.github.luben:zstd-jni} is on the class path and its native code loads. */
    ZSTD {
        @Override
        public byte[] compress(byte[] plain) {
            return Zstandard.compress(plain);
        }

        @Override
        public byte[] decompress(byte[] packed, long limit, Memory memory) throws StatusException {
            if (packed.length == 0) {
                return packed;
            }
            try {
                return Zstandard.decompress(packed, limit, memory);
            } catch (IOException e) {
                throw malformed(e);
            }
        }
    };

    private static final boolean HAS_ZSTD = hasZstd();
    private static final String ACCEPTED = HAS_ZSTD ? "gzip, zstd, identity" : "gzip, identity";

    /** Returns the supported compressions for headers, such as {@code gzip, identity}. */
    public static String accepted() {
        return ACCEPTED;
    }

    /**
     * Finds the compression of a request.
     *
     * @param name a header's value, null or empty for none
     * @throws StatusException UNIMPLEMENTED for an unknown name
     */
    public static Compression named(String name) throws StatusException {
        if (name == null || name.isBlank()) {
            return IDENTITY;
        }
        Compression known = known(name.strip().toLowerCase(Locale.ROOT));
        if (known == null) {
            throw Status.UNIMPLEMENTED
                    .withDescription("compression \"%s\" is not supported, use one of: %s".formatted(name, ACCEPTED))
                    .asException();
        }
        return known;
    }

    /** Returns the first compression other than identity that both sides support, from a header such as {@code gzip, identity;q=0.5}. */
    public static Compression preferred(String accept) {
        if (accept == null) {
            return IDENTITY;
        }
        for (String choice : accept.split(",", -1)) {
            String[] parts = choice.toLowerCase(Locale.ROOT).split(";", 2);
            boolean refused = parts.length == 2 && parts[1].strip().matches("q=0(\\.0*)?");
            Compression known = known(parts[0].strip());
            if (known != null && known != IDENTITY && !refused) {
                return known;
            }
        }
        return IDENTITY;
    }

    private static Compression known(String name) {
        return switch (name) {
            case "identity" -> IDENTITY;
            case "gzip", "x-gzip" -> GZIP;
            case "zstd" -> HAS_ZSTD ? ZSTD : null;
            default -> null;
        };
    }

    private static boolean hasZstd() {
        try {
            Class.forName("com.github.luben.zstd.Zstd");
            return Zstandard.loads();
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    StatusException malformed(IOException e) {
        return Status.INVALID_ARGUMENT
                .withDescription("message is not valid %s: %s".formatted(wireName(), e.getMessage()))
                .asException();
    }

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public abstract byte[] compress(byte[] plain);

    /** As below, with all the memory that it takes. */
    public final byte[] decompress(byte[] packed, long limit) throws StatusException {
        return decompress(packed, limit, Memory.UNBOUNDED);
    }

    /**
     * Unpacks a message.
     *
     * @param limit most bytes of the result
     * @param memory asked for each part of the result
     * @throws StatusException INVALID_ARGUMENT for garbage, RESOURCE_EXHAUSTED above the limit
     */
    public abstract byte[] decompress(byte[] packed, long limit, Memory memory) throws StatusException;
}
