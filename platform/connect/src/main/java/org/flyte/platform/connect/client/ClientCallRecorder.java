package org.flyte.platform.connect.client;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.grpc.GlobalInterceptor;
import jakarta.enterprise.inject.spi.Prioritized;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.flyte.platform.connect.wire.ConnectCode;

/** Times every call that this application makes: {@code rpc.client.call} by service, method and code. */
@Singleton
@GlobalInterceptor
class ClientCallRecorder implements ClientInterceptor, Prioritized {
    private record Key(String method, Status.Code code) {}

    private final MeterRegistry registry;
    private final Map<Key, Timer> timers = new ConcurrentHashMap<>();

    ClientCallRecorder(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public <Q, P> ClientCall<Q, P> interceptCall(MethodDescriptor<Q, P> method, CallOptions options, Channel next) {
        return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
            @Override
            public void start(Listener<P> listener, Metadata headers) {
                long startedAt = System.nanoTime();
                super.start(
                        new SimpleForwardingClientCallListener<>(listener) {
                            @Override
                            public void onClose(Status status, Metadata trailers) {
                                record(method, status, System.nanoTime() - startedAt);
                                super.onClose(status, trailers);
                            }
                        },
                        headers);
            }
        };
    }

    /** Around all others of this package, so that it counts what the caller sees. */
    @Override
    public int getPriority() {
        return 100;
    }

    private void record(MethodDescriptor<?, ?> method, Status status, long nanos) {
        timers.computeIfAbsent(new Key(method.getFullMethodName(), status.getCode()), key -> timer(method, key.code()))
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    private Timer timer(MethodDescriptor<?, ?> method, Status.Code code) {
        return Timer.builder("rpc.client.call")
                .description("RPC calls made, from the start to the end of the response, all attempts together")
                .tag("service", String.valueOf(method.getServiceName()))
                .tag("method", String.valueOf(method.getBareMethodName()))
                .tag("code", ConnectCode.of(code).wireName())
                .register(registry);
    }
}
