package org.flyte.platform.connect.call;

import io.grpc.Attributes;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.flyte.platform.connect.CallListener;
import org.flyte.platform.connect.EndedCall;
import org.flyte.platform.connect.RpcCall;
import org.flyte.platform.connect.wire.ConnectCode;
import org.jboss.logging.Logger;

/**
 * Records every call: the timer {@code rpc.server.call} by service, method, protocol and code, the gauge
 * {@code rpc.server.running}, an access log at DEBUG; and notifies every {@link CallListener}.
 */
@Singleton
public class CallRecorder {
    private static final Logger ACCESS = Logger.getLogger("org.flyte.platform.connect.access");

    private record Key(String method, String protocol, Status.Code code) {}

    private final MeterRegistry registry;
    private final List<CallListener> listeners;
    private final Map<Key, Timer> timers = new ConcurrentHashMap<>();

    CallRecorder(MeterRegistry registry, RunningCalls running, Instance<CallListener> listeners) {
        this.registry = registry;
        this.listeners = listeners.stream().toList();
        registry.gauge("rpc.server.running", running, RunningCalls::count);
    }

    /** Records the end of a call. */
    void ended(
            MethodDescriptor<?, ?> method, String protocol, Status status, long nanos, RpcCall call, Attributes peer) {
        Key key = new Key(method.getFullMethodName(), protocol, status.getCode());
        timers.computeIfAbsent(key, this::timer).record(nanos, TimeUnit.NANOSECONDS);
        if (ACCESS.isDebugEnabled()) {
            ACCESS.debugf(
                    "rpc method=%s protocol=%s code=%s millis=%d requestId=%s",
                    key.method(),
                    protocol,
                    ConnectCode.of(status.getCode()).wireName(),
                    TimeUnit.NANOSECONDS.toMillis(nanos),
                    call.requestId());
        }
        if (!listeners.isEmpty()) {
            EndedCall ended = new EndedCall(method, protocol, status, Duration.ofNanos(nanos), call, peer);
            listeners.forEach(listener -> listener.ended(ended));
        }
    }

    private Timer timer(Key key) {
        int slash = key.method().lastIndexOf('/');
        return Timer.builder("rpc.server.call")
                .description("RPC calls served, from the request's head to the end of the response")
                .tag("service", key.method().substring(0, slash))
                .tag("method", key.method().substring(slash + 1))
                .tag("protocol", key.protocol())
                .tag("code", ConnectCode.of(key.code()).wireName())
                .register(registry);
    }
}
