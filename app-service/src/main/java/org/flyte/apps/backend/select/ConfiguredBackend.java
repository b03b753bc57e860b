package org.flyte.apps.backend.select;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.stream.Stream;
import org.flyte.apps.AppsConfig;
import org.flyte.apps.backend.AppBackend;
import org.flyte.apps.backend.deployment.DeploymentBackend;
import org.flyte.apps.backend.knative.KnativeBackend;

/** The backend that the configuration names. */
@Singleton
class ConfiguredBackend {
    @Produces
    @Singleton
    AppBackend backend(AppsConfig config, DeploymentBackend deployment, KnativeBackend knative) {
        return Stream.<AppBackend>of(deployment, knative)
                .filter(backend -> backend.name().equals(config.backend()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "flyte.apps.backend is %s, but must be deployment or knative".formatted(config.backend())));
    }
}
