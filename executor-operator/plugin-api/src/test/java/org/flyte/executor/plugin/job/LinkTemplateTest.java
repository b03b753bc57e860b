package org.flyte.executor.plugin.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class LinkTemplateTest {
    @Test
    void fillsVariablesInAnyCase() {
        assertThat(new LinkTemplate("https://ray/{{.Namespace}}/{{ $rayClusterName }}?x={{.other}}")
                        .fill(Map.of("namespace", "p-d", "rayClusterName", "a$1")))
                .isEqualTo("https://ray/p-d/a$1?x={{.other}}");
    }
}
