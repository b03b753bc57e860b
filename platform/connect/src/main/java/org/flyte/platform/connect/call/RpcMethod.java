package org.flyte.platform.connect.call;

import com.google.protobuf.DescriptorProtos.MethodOptions.IdempotencyLevel;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Message;
import io.grpc.MethodDescriptor;
import io.grpc.ServerMethodDefinition;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import org.flyte.platform.connect.Audience;

/**
 * One RPC method, ready to be called.
 *
 * @param audience for whom it is
 * @param mayHaveLargeRequests whether its requests hold content, and not only names and the like
 */
public record RpcMethod(ServerMethodDefinition<?, ?> definition, Audience audience, boolean mayHaveLargeRequests) {
    public RpcMethod(ServerMethodDefinition<?, ?> definition, Audience audience) {
        this(definition, audience, new RequestSize(requestType(definition)).mayBeLarge());
    }

    public MethodDescriptor<?, ?> descriptor() {
        return definition.getMethodDescriptor();
    }

    /** Returns the type of its request messages. */
    public Descriptor requestType() {
        return requestType(definition);
    }

    private static Descriptor requestType(ServerMethodDefinition<?, ?> definition) {
        var marshaller = (MethodDescriptor.PrototypeMarshaller<?>)
                definition.getMethodDescriptor().getRequestMarshaller();
        return ((Message) marshaller.getMessagePrototype()).getDescriptorForType();
    }

    /** Says whether one message goes each way. */
    public boolean isUnary() {
        return descriptor().getType() == MethodDescriptor.MethodType.UNARY;
    }

    /** Says whether both sides talk at once, which HTTP/1.1 cannot carry. */
    public boolean isBidi() {
        return descriptor().getType() == MethodDescriptor.MethodType.BIDI_STREAMING;
    }

    /** Says whether the contract declares the method free of side effects, so that GET may call it. */
    public boolean hasNoSideEffects() {
        return descriptor().getSchemaDescriptor() instanceof ProtoMethodDescriptorSupplier schema
                && schema.getMethodDescriptor().getOptions().getIdempotencyLevel() == IdempotencyLevel.NO_SIDE_EFFECTS;
    }
}
