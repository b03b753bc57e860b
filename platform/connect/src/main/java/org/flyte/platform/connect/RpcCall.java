package org.flyte.platform.connect;

import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Metadata;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * The call that runs now, whichever protocol it came by: what the client sent beside its messages, and what the
 * service sends beside its own. Reachable on the call's Vert.x context, like {@link CallHeaders}.
 */
public final class RpcCall {
    /** The header that names a request through all services that take part in it. */
    public static final String REQUEST_ID = "x-request-id";

    private static final Context.Key<RpcCall> KEY = Context.key("org.flyte.platform.connect.call");

    private final CallHeaders headers;
    private final Map<String, List<String>> query;
    private final Duration timeout;
    private final Deadline deadline;
    private final String requestId;
    private final Metadata responseHeaders = new Metadata();
    private final Metadata responseTrailers = new Metadata();
    private volatile Map<Class<?>, Object> facts = Map.of();
    private volatile boolean ended;

    /** Describes a call; {@code query} is empty unless it came by GET, {@code timeout} is null for none. */
    public RpcCall(CallHeaders headers, Map<String, List<String>> query, Duration timeout) {
        this.headers = headers;
        this.query = query;
        this.timeout = timeout;
        this.deadline =
                timeout == null ? null : Deadline.after(TimeUnit.NANOSECONDS.convert(timeout), TimeUnit.NANOSECONDS);
        this.requestId = headers.get(REQUEST_ID)
                .filter(id -> !id.isBlank())
                .orElseGet(() -> Long.toHexString(ThreadLocalRandom.current().nextLong()));
    }

    /** Returns the running call; empty outside of one. */
    public static Optional<RpcCall> current() {
        return Optional.ofNullable(KEY.get());
    }

    /** Returns what the client sent as headers. */
    public CallHeaders headers() {
        return headers;
    }

    /** Returns the parameters of a Connect GET, empty for every other call. */
    public Map<String, List<String>> query() {
        return query;
    }

    /** Returns the time the client gave the call when it started. */
    public Optional<Duration> timeout() {
        return Optional.ofNullable(timeout);
    }

    /** Returns when the client stops waiting; empty when it set no timeout, and for work that outlives the call. */
    public Optional<Deadline> deadline() {
        return ended ? Optional.empty() : Optional.ofNullable(deadline);
    }

    /** Returns the id that the client gave the request, or a random one: never empty, constant. */
    public String requestId() {
        return requestId;
    }

    /** Notes something about the call for those who look at it later, such as a {@link CallListener}; one fact of a type. */
    public synchronized <T> void note(Class<T> type, T fact) {
        Map<Class<?>, Object> more = new HashMap<>(facts);
        more.put(type, fact);
        facts = more;
    }

    /** Returns what was noted. */
    public <T> Optional<T> noted(Class<T> type) {
        return Optional.ofNullable(type.cast(facts.get(type)));
    }

    /** Marks the call as ended; work that it started goes on without its deadline. */
    public void end() {
        ended = true;
    }

    /** Says whether {@link #end} was called. */
    public boolean isEnded() {
        return ended;
    }

    /** Returns headers to send with the response; add to them before the first message. */
    public Metadata responseHeaders() {
        return responseHeaders;
    }

    /** Returns trailers to send with the status; add to them before the call ends. */
    public Metadata responseTrailers() {
        return responseTrailers;
    }

    /** Returns a context in which {@link #current()} and {@link CallHeaders#current()} answer this call. */
    public Context in(Context context) {
        return headers.in(context).withValue(KEY, this);
    }
}
