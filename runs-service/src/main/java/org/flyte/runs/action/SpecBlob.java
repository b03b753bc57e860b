package org.flyte.runs.action;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.MessageLite;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import org.flyte.idl.core.Identifier;
import org.flyte.idl.task.TaskIdentifier;
import org.flyte.idl.task.TaskSpec;
import org.flyte.idl.task.TraceSpec;
import org.flyte.idl.workflow.ActionType;
import org.flyte.platform.model.Sha256;

/**
 * A stored task or trace spec: one row, under the digest of its kind and deterministic bytes.
 *
 * @param kind number of the action type that the spec belongs to
 */
public record SpecBlob(ByteString digest, int kind, ByteString bytes) {
    public static SpecBlob of(TaskSpec spec) {
        return of(ActionType.ACTION_TYPE_TASK, spec);
    }

    public static SpecBlob of(TraceSpec spec) {
        return of(ActionType.ACTION_TYPE_TRACE, spec);
    }

    /** The task that a spec's template names. */
    public static TaskIdentifier taskId(TaskSpec spec) {
        Identifier id = spec.getTaskTemplate().getId();
        return TaskIdentifier.newBuilder()
                .setProject(id.getProject())
                .setDomain(id.getDomain())
                .setName(id.getName())
                .setVersion(id.getVersion())
                .build();
    }

    /** The same bytes for equal messages, maps included. */
    public static byte[] deterministic(MessageLite message) {
        byte[] bytes = new byte[message.getSerializedSize()];
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.useDeterministicSerialization();
        try {
            message.writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes;
    }

    private static SpecBlob of(ActionType type, MessageLite spec) {
        byte[] bytes = deterministic(spec);
        MessageDigest digest = Sha256.newDigest();
        digest.update((byte) type.getNumber());
        return new SpecBlob(ByteString.copyFrom(digest.digest(bytes)), type.getNumber(), ByteString.copyFrom(bytes));
    }
}
