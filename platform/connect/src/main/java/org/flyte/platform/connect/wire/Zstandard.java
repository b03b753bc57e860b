package org.flyte.platform.connect.wire;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import io.grpc.StatusException;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/** The part of {@link Compression} that needs {@code zstd-jni}: nothing here may be touched without it. */
final class Zstandard {
    private static final int LEVEL = 3;

    /** RFC 9659: a window of more than 8 MiB is the sender's fault; it would be allocated before the first byte. */
    private static final int WINDOW_LOG = 23;

    private Zstandard() {}

    /** Loads the native code. */
    static boolean loads() {
        return Zstd.maxCompressionLevel() >= LEVEL;
    }

    static byte[] compress(byte[] plain) {
        return Zstd.compress(plain, LEVEL);
    }

    static byte[] decompress(byte[] packed, long limit, Memory memory) throws IOException, StatusException {
        try (var zstd = new ZstdInputStreamNoFinalizer(new ByteArrayInputStream(packed)).setLongMax(WINDOW_LOG)) {
            return new BoundedInput(zstd, limit, memory).readAll();
        } catch (ZstdIOException e) {
            if (e.getErrorCode() == Zstd.errFrameParameterWindowTooLarge()) {
                throw new MessageTooLarge(limit);
            }
            throw e;
        }
    }
}
