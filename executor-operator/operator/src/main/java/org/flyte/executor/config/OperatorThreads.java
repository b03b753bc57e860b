package org.flyte.executor.config;

import io.javaoperatorsdk.operator.api.config.ConfigurationServiceOverrider;
import io.quarkiverse.operatorsdk.runtime.api.ConfigurationServiceCustomizer;
import io.quarkus.arc.Unremovable;
import jakarta.inject.Singleton;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** Reconciles on virtual threads, as many at a time as configured: they wait for the API and the store most of the time. */
@Singleton
@Unremovable
class OperatorThreads implements ConfigurationServiceCustomizer {
    private final int concurrency;

    OperatorThreads(ExecutorConfig config) {
        this.concurrency = config.concurrency();
    }

    @Override
    public Consumer<ConfigurationServiceOverrider> overrider() {
        return service -> service.withExecutorService(Executors.newFixedThreadPool(
                concurrency, Thread.ofVirtual().name("reconcile-", 0).factory()));
    }
}
