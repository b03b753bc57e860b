package org.flyte.devbox;

import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;

/** The health paths that the SDK's own devbox has, led to Quarkus's. */
class HealthPaths {
    void register(@Observes Router router) {
        router.get("/healthz").handler(request -> request.reroute("/q/health/live"));
        router.get("/readyz").handler(request -> request.reroute("/q/health/ready"));
    }
}
