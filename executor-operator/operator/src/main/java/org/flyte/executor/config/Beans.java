package org.flyte.executor.config;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.flyte.executor.reconcile.rule.Decisions;

/** Beans made of configuration. */
class Beans {
    @Produces
    @Singleton
    Decisions decisions(ExecutorConfig config) {
        return new Decisions(config.settle());
    }

    @Produces
    @Singleton
    @ExecutorClock
    Clock clock() {
        return Clock.systemUTC();
    }
}
