package org.flyte.devbox;

import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;

/** Serves the health paths that clients of the SDK's own devbox use, by those of Quarkus. */
class HealthPaths {
    void register(@Observes Router router) {
        router.get("/healthz").handler(request -> request.reroute("/q/health/live"));
        router.get("/readyz").handler(request -> request.reroute("/q/health/ready"));
    }
}
