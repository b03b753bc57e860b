package org.flyte.platform.connect.http;

import org.flyte.platform.connect.wire.Codec;
import org.flyte.platform.connect.wire.Compression;

/**
 * What client and server have agreed on for one call.
 *
 * @param maxRequestSize largest message after decompression, bytes
 * @param compressFrom responses smaller than this stay uncompressed, bytes
 */
record WireOptions(
        Codec codec,
        Compression requestCompression,
        Compression responseCompression,
        long maxRequestSize,
        long compressFrom) {}
