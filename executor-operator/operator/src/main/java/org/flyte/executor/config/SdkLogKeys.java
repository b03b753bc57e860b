package org.flyte.executor.config;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** Keeps the operator SDK's own keys out of log lines, a dozen on each, unless somebody asks for them. */
@Singleton
class SdkLogKeys {
    private static final String SWITCH = "JAVA_OPERATOR_SDK_USE_MDC";

    void disable(@Observes @Priority(1) StartupEvent event) {
        if (System.getProperty(SWITCH) == null) {
            System.setProperty(SWITCH, "false");
        }
    }
}
