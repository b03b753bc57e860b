package org.flyte.platform.storage.metrics;

import java.util.Locale;

/** What is measured of a store: its calls, and the streams that they open. */
enum StoreOperation {
    HEAD,
    MD5,
    READ,
    OPEN,
    STREAM,
    WRITE,
    WRITE_IF_ABSENT,
    COPY,
    DELETE,
    LIST,
    PRESIGN_PUT,
    PRESIGN_GET;

    /** The value of the label {@code operation}. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
