package org.flyte.devbox.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvironmentResolverTest {
    @ParameterizedTest
    @CsvSource({
        "$(A)-$(B), one-two",
        "$(C), $(C)",
        "$$(A), $(A)",
        "cost $5, cost $5",
        "'', ''",
    })
    void expandsReferencesLikeKubelet(String text, String expected) {
        assertThat(EnvironmentResolver.expand(text, Map.of("A", "one", "B", "two")))
                .isEqualTo(expected);
    }

    @Test
    void resolvesFieldsAndSecrets() {
        Pod pod = new PodBuilder()
                .withNewMetadata()
                .withName("p1")
                .withNamespace("flyte")
                .addToLabels("team", "red")
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("primary")
                .addNewEnv()
                .withName("POD")
                .withNewValueFrom()
                .withNewFieldRef("v1", "metadata.name")
                .endValueFrom()
                .endEnv()
                .addNewEnv()
                .withName("TEAM")
                .withNewValueFrom()
                .withNewFieldRef("v1", "metadata.labels['team']")
                .endValueFrom()
                .endEnv()
                .addNewEnv()
                .withName("KEY")
                .withNewValueFrom()
                .withNewSecretKeyRef("key", "name", false)
                .endValueFrom()
                .endEnv()
                .addNewEnv()
                .withName("ALL")
                .withValue("$(POD)/$(TEAM)")
                .endEnv()
                .endContainer()
                .endSpec()
                .build();

        assertThat(new EnvironmentResolver(pod, ContainerCommand.of(pod).container(), "value of %s"::formatted)
                        .resolve())
                .isEqualTo(Map.of("POD", "p1", "TEAM", "red", "KEY", "value of name/key", "ALL", "p1/red"));
    }
}
