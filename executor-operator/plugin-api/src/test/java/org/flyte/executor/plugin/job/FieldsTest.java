package org.flyte.executor.plugin.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FieldsTest {
    @Test
    void keepsTheOrderAndLeavesOutWhatIsEmpty() {
        Fields fields = new Fields()
                .put("b", "text")
                .put("none", null)
                .put("emptyText", "")
                .put("emptyList", List.of())
                .put("emptyMap", Map.of())
                .put("emptyFields", new Fields())
                .putObject("object", new Fields())
                .putNumber("zero", 0)
                .putNumber("a", 3)
                .put("false", false)
                .putAll(new Fields().put("inner", new Fields().put("x", 1)));

        assertThat(fields.toMap().keySet()).containsExactly("b", "object", "a", "false", "inner");
        assertThat(fields.toMap())
                .containsEntry("object", Map.of())
                .containsEntry("a", 3L)
                .containsEntry("inner", Map.of("x", 1));
    }
}
