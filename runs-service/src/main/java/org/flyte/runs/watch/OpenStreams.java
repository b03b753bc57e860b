package org.flyte.runs.watch;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.AtomicInteger;

/** How many watch streams are open: metric {@code flyte.watch.streams}. */
@ApplicationScoped
class OpenStreams {
    private final AtomicInteger open = new AtomicInteger();

    OpenStreams(MeterRegistry metrics) {
        metrics.gauge("flyte.watch.streams", open);
    }

    void add() {
        open.incrementAndGet();
    }

    void remove() {
        open.decrementAndGet();
    }
}
