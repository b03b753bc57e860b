package org.flyte.executor.webhook;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready when the webhook serves and is registered: before, API servers must not be led to this replica. */
@Readiness
@ApplicationScoped
class WebhookReadiness implements HealthCheck {
    private final PodWebhook webhook;

    WebhookReadiness(PodWebhook webhook) {
        this.webhook = webhook;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("pod webhook")
                .status(webhook.isReady())
                .build();
    }
}
