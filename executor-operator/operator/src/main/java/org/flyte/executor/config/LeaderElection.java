package org.flyte.executor.config;

import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import io.quarkus.arc.Unremovable;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The election of the replica that reconciles, for the operator SDK. */
class LeaderElection {
    /**
     * A process that goes on would reconcile beside the new leader. {@code build()} of the operator SDK, 5.3.2, makes a
     * configuration without it.
     */
    private static final boolean EXIT_ON_STOP_LEADING = true;

    /** Null, which the operator SDK takes for no election, unless configured. */
    @Produces
    @Dependent
    @Unremovable
    LeaderElectionConfiguration election(
            ExecutorConfig config, @ConfigProperty(name = "flyte.kubernetes.namespace") String namespace) {
        return config.leaderElect()
                ? LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration(
                                Shard.of(config).lease())
                        .withLeaseNamespace(namespace)
                        .buildForTest(EXIT_ON_STOP_LEADING)
                : null;
    }
}
