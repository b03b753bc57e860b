package org.flyte.apps.backend.select;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.flyte.apps.AppsConfig;
import org.flyte.apps.backend.AppBackend;
import org.flyte.apps.backend.deployment.DeploymentBackend;

/** The backend that the configuration names. */
@Singleton
class ConfiguredBackend {
    @Produces
    @Singleton
    AppBackend backend(AppsConfig config, DeploymentBackend deployment) {
        if (config.backend().equals(deployment.name())) {
            return deployment;
        }
        throw new IllegalArgumentException(
                "flyte.apps.backend is %s, but must be deployment".formatted(config.backend()));
    }
}
