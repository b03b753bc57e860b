package org.flyte.executor.event;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.flyte.executor.config.ExecutorConfig;
import org.flyte.platform.events.EventTopicProbe;
import org.flyte.platform.events.KafkaConnection;

/** An operator that has not reached Kafka since its start is not ready, unless it publishes no events. */
@Readiness
@ApplicationScoped
class EventTopicReadiness implements HealthCheck {
    private final boolean publishes;
    private final Instance<KafkaConnection> connection;
    private EventTopicProbe probe;

    EventTopicReadiness(ExecutorConfig config, Instance<KafkaConnection> connection) {
        this.publishes = config.events().enabled();
        this.connection = connection;
    }

    void start(@Observes StartupEvent event) {
        if (publishes) {
            probe = new EventTopicProbe(connection.get());
        }
    }

    void stop(@Observes ShutdownEvent event) {
        if (probe != null) {
            probe.close();
        }
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("event topic")
                .status(!publishes || (probe != null && probe.isReached()))
                .build();
    }
}
