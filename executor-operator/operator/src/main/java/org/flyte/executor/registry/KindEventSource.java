package org.flyte.executor.registry;

import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.flyte.crd.TaskAction;

/** Watches the objects of plugins while this replica reconciles. */
final class KindEventSource extends SimpleInboundEventSource<TaskAction> {
    private final WatchedKinds kinds;
    private final Set<String> namespaces;
    private final Duration recheck;
    private ScheduledExecutorService timer;

    /** @param recheck how often to look for kinds that the API server did not have */
    KindEventSource(WatchedKinds kinds, Set<String> namespaces, Duration recheck) {
        super("plugin-objects");
        this.kinds = kinds;
        this.namespaces = namespaces;
        this.recheck = recheck;
    }

    /** Returns once the objects of the kinds that there are now are known. */
    @Override
    public synchronized void start() {
        super.start();
        open();
        timer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("plugin-kinds").factory());
        var _ = timer.scheduleWithFixedDelay(this::open, recheck.toMillis(), recheck.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void open() {
        kinds.open(namespaces, this::propagateEvent);
    }

    @Override
    public synchronized void stop() {
        super.stop();
        if (timer != null) {
            timer.shutdownNow();
        }
        kinds.close();
    }
}
