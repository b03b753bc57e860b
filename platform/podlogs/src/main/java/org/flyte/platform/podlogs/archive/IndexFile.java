package org.flyte.platform.podlogs.archive;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The file of an archived log: an empty gzip member with the index as its comment, then the gzip member of the last block.
 * So any gzip tool shows the log, or its end.
 *
 * @param lastBlock compressed
 */
record IndexFile(LogIndex index, byte[] lastBlock) {
    private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0x10, 0, 0, 0, 0, 0, (byte) 0xff};
    /** Of no data: one empty block of deflate, the checksum and the length. */
    private static final byte[] REST = {3, 0, 0, 0, 0, 0, 0, 0, 0, 0};

    byte[] bytes() {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(HEADER);
        file.writeBytes(index.text().getBytes(StandardCharsets.ISO_8859_1));
        file.write(0);
        file.writeBytes(REST);
        file.writeBytes(lastBlock);
        return file.toByteArray();
    }

    static IndexFile parse(byte[] file) throws IOException {
        int end = HEADER.length;
        while (end < file.length && file[end] != 0) {
            end++;
        }
        int rest = end + 1 + REST.length;
        if (rest > file.length || !Arrays.equals(HEADER, 0, HEADER.length, file, 0, HEADER.length)) {
            throw new IOException("this is no archived log");
        }
        String text = new String(file, HEADER.length, end - HEADER.length, StandardCharsets.ISO_8859_1);
        return new IndexFile(LogIndex.parse(text), Arrays.copyOfRange(file, rest, file.length));
    }
}
