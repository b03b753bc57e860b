package org.flyte.platform.connect.wire;

import io.grpc.StatusException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * What comes out of a decompressor, of which only so much is taken.
 *
 * @param limit largest number of bytes
 * @param memory asked for each piece
 */
record BoundedInput(InputStream in, long limit, Memory memory) {
    private static final int PIECE = 64 * 1024;

    byte[] readAll() throws IOException, StatusException {
        List<byte[]> pieces = new ArrayList<>();
        long length = 0;
        for (byte[] piece = next(length); piece.length > 0; piece = next(length)) {
            length += piece.length;
            if (length > limit) {
                throw new MessageTooLarge(limit);
            }
            memory.take(piece.length);
            pieces.add(piece);
        }
        return pieces.size() == 1 ? pieces.getFirst() : joined(pieces, (int) length);
    }

    /** One byte beyond the limit shows that there is more. */
    private byte[] next(long length) throws IOException {
        return in.readNBytes((int) Math.min(PIECE, limit + 1 - length));
    }

    private static byte[] joined(List<byte[]> pieces, int length) {
        byte[] all = new byte[length];
        int at = 0;
        for (byte[] piece : pieces) {
            System.arraycopy(piece, 0, all, at, piece.length);
            at += piece.length;
        }
        return all;
    }
}
