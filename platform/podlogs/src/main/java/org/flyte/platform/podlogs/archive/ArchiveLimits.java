package org.flyte.platform.podlogs.archive;

/**
 * How a log is archived.
 *
 * @param blockSize bytes of text in a block; a block ends with a line, or at twice the size
 * @param maxSize bytes of text that are kept, half from the beginning and half from the end
 */
public record ArchiveLimits(int blockSize, long maxSize) {
    private static final int MEBIBYTE = 1024 * 1024;

    /** Blocks of 1 MiB. */
    public static ArchiveLimits keeping(long maxSize) {
        return new ArchiveLimits(MEBIBYTE, maxSize);
    }

    /** The largest block when compression does not help. */
    static final int MAX_COMPRESSED = 4 * MEBIBYTE;
}
