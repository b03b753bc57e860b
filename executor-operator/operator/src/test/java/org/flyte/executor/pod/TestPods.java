package org.flyte.executor.pod;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;

/** Pods with one container, their primary. */
final class TestPods {
    static final String CREATED = "2026-11-24T10:00:00Z";

    private TestPods() {}

    static Pod withStatus(PodStatus status) {
        return new PodBuilder()
                .withNewMetadata()
                .withName("x-0")
                .withCreationTimestamp(CREATED)
                .addToAnnotations("primary_container_name", "primary")
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("primary")
                .endContainer()
                .endSpec()
                .withStatus(status)
                .build();
    }
}
