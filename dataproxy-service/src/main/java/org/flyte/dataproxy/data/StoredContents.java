package org.flyte.dataproxy.data;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.StatusException;
import java.util.Map;
import java.util.Optional;
import org.flyte.platform.connect.CallMemory;
import org.flyte.platform.connect.wire.FieldLimit;
import org.flyte.platform.model.FlyteException.Exhausted;
import org.flyte.platform.model.FlyteException.FailedPrecondition;

/**
 * What was read for a call.
 *
 * @param call whose memory the messages take
 * @param objects by their addresses
 */
public record StoredContents(Optional<CallMemory> call, Map<String, byte[]> objects) {
    private static final FieldLimit FIELDS = new FieldLimit(4_000_000);

    /** The message at an address; empty when nothing was there. */
    public <T extends Message> Optional<T> message(String address, Parser<T> parser, Descriptor type) {
        return Optional.ofNullable(objects.get(address)).map(bytes -> {
            ReadBudget.charge(call, FieldLimit.BYTES_A_FIELD * fields(address, bytes, type));
            return parse(address, bytes, parser);
        });
    }

    private static int fields(String address, byte[] bytes, Descriptor type) {
        try {
            return FIELDS.check(bytes, type);
        } catch (StatusException e) {
            throw new Exhausted(
                    "object %s has more than %d fields: read it from the store", address, FIELDS.maxFields());
        }
    }

    /** Bytes within the message are those of the object, not copies. */
    private static <T extends Message> T parse(String address, byte[] bytes, Parser<T> parser) {
        CodedInputStream in = UnsafeByteOperations.unsafeWrap(bytes).newCodedInput();
        in.enableAliasing(true);
        try {
            T message = parser.parseFrom(in);
            in.checkLastTagWas(0);
            return message;
        } catch (InvalidProtocolBufferException e) {
            throw new FailedPrecondition("object %s is not a valid message: %s", address, e.getMessage());
        }
    }
}
