package org.flyte.platform.connect;

import io.grpc.Context;
import io.grpc.Metadata;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * The request headers of the call that runs now, whichever protocol it came by.
 *
 * <p>Read it where the call starts or later on the call's own Vert.x context; on a worker or a virtual thread it is
 * empty, so carry the values there. {@code host} is present for HTTP/2 calls too.
 */
public final class CallHeaders {
    private static final CallHeaders NONE = new CallHeaders(new Metadata(), "http");
    private static final Context.Key<CallHeaders> KEY = Context.key("org.flyte.platform.connect.headers");

    private final Metadata metadata;
    private final String scheme;

    public CallHeaders(Metadata metadata, String scheme) {
        this.metadata = metadata;
        this.scheme = scheme;
    }

    /** Returns the headers of the running call, never null: none outside a call. */
    public static CallHeaders current() {
        CallHeaders headers = KEY.get();
        return headers == null ? NONE : headers;
    }

    /** Returns the last value of a text header; names are case-insensitive. */
    public Optional<String> get(String name) {
        return Optional.ofNullable(metadata.get(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER)));
    }

    /** Returns all values of a text header in the order they came. */
    public List<String> all(String name) {
        Iterable<String> values = metadata.getAll(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER));
        return values == null
                ? List.of()
                : StreamSupport.stream(values.spliterator(), false).toList();
    }

    /** Returns {@code http} or {@code https} as this server received it; a proxy in front describes the original in headers. */
    public String scheme() {
        return scheme;
    }

    /** Returns {@code http} or {@code https} as the client called it: a proxy in front says so by X-Forwarded-Proto. */
    public String clientScheme() {
        return get("x-forwarded-proto")
                .map(list -> list.split(",", 2)[0].strip().toLowerCase(Locale.ROOT))
                .filter(proto -> proto.equals("http") || proto.equals("https"))
                .orElse(scheme);
    }

    /** Returns everything the client sent, binary headers decoded. */
    public Metadata metadata() {
        return metadata;
    }

    /** Returns a context in which {@link #current()} answers these headers. */
    public Context in(Context context) {
        return context.withValue(KEY, this);
    }
}
