package org.flyte.executor.config;

import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import io.quarkus.arc.Unremovable;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.flyte.executor.reconcile.rule.Decisions;

/** Beans made of configuration. */
class Beans {
    private static final String LEASE = "executor-operator";

    @Produces
    @Singleton
    Decisions decisions(ExecutorConfig config) {
        return new Decisions(config.settle());
    }

    /** Null, which the operator SDK takes for no election, unless configured. */
    @Produces
    @Dependent
    @Unremovable
    LeaderElectionConfiguration leaderElection(
            ExecutorConfig config, @ConfigProperty(name = "flyte.kubernetes.namespace") String namespace) {
        return config.leaderElect()
                ? LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration(LEASE)
                        .withLeaseNamespace(namespace)
                        .build()
                : null;
    }

    @Produces
    @Singleton
    @ExecutorClock
    Clock clock() {
        return Clock.systemUTC();
    }
}
