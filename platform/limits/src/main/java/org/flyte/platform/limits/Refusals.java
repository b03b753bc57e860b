package org.flyte.platform.limits;

import io.grpc.ServerCall;
import io.grpc.StatusRuntimeException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** Refuses calls, and counts them by whose share was used up. */
final class Refusals {
    private final Counter counter;

    /** @param of {@code caller} or {@code address} */
    Refusals(String of, MeterRegistry registry) {
        counter = Counter.builder("limits.refused")
                .description("calls that were refused because a caller, a project or an address had used its share")
                .tag("of", of)
                .register(registry);
    }

    void close(ServerCall<?, ?> call, Refusal refusal) {
        counter.increment();
        StatusRuntimeException failure = refusal.toStatus();
        call.close(failure.getStatus(), failure.getTrailers());
    }
}
