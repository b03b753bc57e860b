package org.flyte.dataproxy.call;

import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * What a use case may want to know of the call it serves: the address the client called, and whether the client takes
 * more messages now.
 */
public record CallFacts(String authority, Metadata headers, BooleanSupplier ready) {
    static final Context.Key<CallFacts> KEY = Context.key("flyte-dataproxy-call");

    private static final CallFacts NONE = new CallFacts("", new Metadata(), () -> true);

    /** The facts of the call whose handler runs on this thread; ask before anything asynchronous. */
    public static CallFacts current() {
        return Optional.ofNullable(KEY.get()).orElse(NONE);
    }

    static CallFacts of(ServerCall<?, ?> call, Metadata headers) {
        return new CallFacts(Optional.ofNullable(call.getAuthority()).orElse(""), headers, call::isReady);
    }

    /** Where the client says it called us. */
    public Origin origin() {
        return Origin.of(this::header, authority);
    }

    private Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER)));
    }
}
