package org.flyte.executor.config;

import io.javaoperatorsdk.operator.api.config.ConfigurationServiceOverrider;
import io.quarkiverse.operatorsdk.runtime.api.ConfigurationServiceCustomizer;
import io.quarkus.arc.Unremovable;
import jakarta.inject.Singleton;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** Makes the operator SDK reconcile on virtual threads: many reconciles may wait for an answer at the same time. */
@Singleton
@Unremovable
class ReconcileThreads implements ConfigurationServiceCustomizer {
    private final int threads;

    ReconcileThreads(ExecutorConfig config) {
        this.threads = config.concurrency();
        int held = config.maxConcurrentStarts() + config.maxConcurrentOutcomes();
        if (threads <= held) {
            throw new IllegalArgumentException(
                    "flyte.executor.concurrency is %d; it must be more than max-concurrent-starts and max-concurrent-outcomes together, %d"
                            .formatted(threads, held));
        }
    }

    @Override
    public Consumer<ConfigurationServiceOverrider> overrider() {
        return configuration -> configuration.withExecutorService(Executors.newFixedThreadPool(
                threads, Thread.ofVirtual().name("reconcile-", 0).factory()));
    }
}
