package org.flyte.runs.ingest;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** A replica that does not read events, or has not reached Kafka since its start, is not ready. */
@Readiness
@ApplicationScoped
class IngestReadiness implements HealthCheck {
    private final EventIngest ingest;

    IngestReadiness(EventIngest ingest) {
        this.ingest = ingest;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("event ingest")
                .status(ingest.isAlive())
                .build();
    }
}
