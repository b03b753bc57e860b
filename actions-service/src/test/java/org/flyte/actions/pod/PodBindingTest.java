package org.flyte.actions.pod;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.Map;
import org.flyte.platform.model.ActionKey;
import org.junit.jupiter.api.Test;

class PodBindingTest {
    @Test
    void namesTheActionAndAttemptOfATaskPod() {
        assertThat(PodBinding.of(pod().build(), "u1"))
                .contains(new PodBinding(new ActionKey("p", "d", "r1", "a1"), "owner", 2));
    }

    @Test
    void knowsNoPodOfTheSameNameWithAnotherUid() {
        assertThat(PodBinding.of(pod().build(), "u2")).isEmpty();
    }

    @Test
    void knowsNoPodThatHasEndedOrIsDeleted() {
        assertThat(PodBinding.of(
                        pod().editStatus().withPhase("Succeeded").endStatus().build(), "u1"))
                .isEmpty();
        assertThat(PodBinding.of(
                        pod().editStatus().withPhase("Failed").endStatus().build(), "u1"))
                .isEmpty();
        assertThat(PodBinding.of(
                        pod().editMetadata()
                                .withDeletionTimestamp("2026-11-28T10:00:00Z")
                                .endMetadata()
                                .build(),
                        "u1"))
                .isEmpty();
    }

    @Test
    void believesLabelsOnlyOfPodsThatATaskActionControls() {
        Pod other = pod().editMetadata()
                .editFirstOwnerReference()
                .withKind("Job")
                .endOwnerReference()
                .endMetadata()
                .build();
        Pod mentioned = pod().editMetadata()
                .editFirstOwnerReference()
                .withController(false)
                .endOwnerReference()
                .endMetadata()
                .build();

        assertThat(PodBinding.of(other, "u1")).isEmpty();
        assertThat(PodBinding.of(mentioned, "u1")).isEmpty();
    }

    @Test
    void knowsNoPodWithoutItsLabels() {
        assertThat(PodBinding.of(
                        pod().editMetadata()
                                .removeFromLabels("run")
                                .endMetadata()
                                .build(),
                        "u1"))
                .isEmpty();
        assertThat(PodBinding.of(
                        pod().editMetadata()
                                .addToLabels("attempt", "x")
                                .endMetadata()
                                .build(),
                        "u1"))
                .isEmpty();
    }

    static PodBuilder pod() {
        return new PodBuilder()
                .withNewMetadata()
                .withName("r1-a1-2")
                .withUid("u1")
                .withLabels(Map.of("project", "p", "domain", "d", "run", "r1", "action", "a1", "attempt", "2"))
                .addNewOwnerReference()
                .withKind("TaskAction")
                .withName("x")
                .withUid("owner")
                .withController(true)
                .endOwnerReference()
                .endMetadata()
                .withNewStatus()
                .withPhase("Running")
                .endStatus();
    }
}
