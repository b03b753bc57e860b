package org.flyte.executor.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.flyte.crd.TaskAction;
import org.flyte.crd.TaskActionStatus;
import org.flyte.executor.Actions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrunedActionsTest {
    private final List<TaskAction> received = new ArrayList<>();
    private final PrunedActions store = new PrunedActions(received::add);

    @ParameterizedTest
    @CsvSource({"SUCCEEDED, true", "FAILED, true", "TIMED_OUT, true", "RUNNING, false", ", false"})
    void keepsTheTemplateOfWhatHasNotEnded(String phase, boolean pruned) {
        TaskAction action = Actions.action("flyte", "/store", Actions.template().build());
        action.getSpec().envVars = Map.of("A", "b");
        action.setStatus(new TaskActionStatus());
        action.getStatus().phase = phase;

        store.put("flyte/x", action);

        assertThat(received).containsExactly(action);
        TaskAction kept = store.get("flyte/x");
        assertThat(kept.getSpec().taskTemplate == null).isEqualTo(pruned);
        assertThat(kept.getSpec().envVars.isEmpty()).isEqualTo(pruned);
        assertThat(kept.getSpec().runOutputBase).isNotEmpty();
    }
}
