package org.flyte.crd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TaskNamespacesTest {
    @ParameterizedTest
    @CsvSource({
        "flyte, true, flyte",
        "{project}-{domain}, false, shop-production",
        "tasks-{domain}, false, tasks-production",
        "{project}, false, shop",
    })
    void namesTheNamespaceOfAProjectAndDomain(String template, boolean shared, String namespace) {
        TaskNamespaces namespaces = new TaskNamespaces(template);

        assertThat(namespaces.isShared()).isEqualTo(shared);
        assertThat(namespaces.of("shop", "production")).isEqualTo(namespace);
    }

    @Test
    void makesNamesLegalAndKeepsThemApart() {
        TaskNamespaces namespaces = new TaskNamespaces("{project}-{domain}");

        assertThat(namespaces.of("My_Shop", "d")).matches("my-shop-d-[0-9a-f]{8}");
        assertThat(namespaces.of("My_Shop", "d")).isNotEqualTo(namespaces.of("my_shop", "d"));
        assertThat(namespaces.of("p".repeat(63), "d")).hasSize(63).matches("p+-[0-9a-f]{8}");
        assertThat(namespaces.of("_p", "d")).startsWith("x-p-d-");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Flyte", "-{project}", "{org}-x", "a b", "{project}/{domain}"})
    void refusesWhatIsNoName(String template) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TaskNamespaces(template))
                .withMessageContaining("flyte.kubernetes.task-namespace");
    }
}
