package org.flyte.runs.query;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.vertx.core.buffer.Buffer;
import org.jboss.logging.Logger;

/** Protobuf messages in columns. */
public final class Blobs {
    private static final Logger LOG = Logger.getLogger(Blobs.class);

    private Blobs() {}

    /** The message, or null when the column is null or holds something else: a bad blob must not hide its row. */
    public static <M extends Message> M parse(Parser<M> parser, Buffer bytes) {
        if (bytes == null) {
            return null;
        }
        try {
            return parser.parseFrom(bytes.getBytes());
        } catch (InvalidProtocolBufferException e) {
            LOG.warnf("unreadable blob in a column, error=%s", e.getMessage());
            return null;
        }
    }
}
