package org.flyte.executor.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.flyte.crd.TaskAction;
import org.flyte.executor.Actions;
import org.flyte.executor.Configs;
import org.flyte.executor.IdlePlugin;
import org.flyte.executor.cache.CacheFinding;
import org.flyte.executor.plugin.Failure;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.reconcile.rule.Decision;
import org.flyte.executor.reconcile.rule.Decision.Change;
import org.flyte.executor.reconcile.rule.Findings;
import org.flyte.executor.reconcile.rule.Tries;
import org.flyte.executor.reconcile.status.StatusStore;
import org.flyte.idl.core.TaskTemplate;
import org.junit.jupiter.api.Test;

/** A pod is stopped once it is recorded why: if that fails, the next reconcile still sees the reason. */
class RecordDecisionTest {
    private static final Decision FAILED =
            Decision.refuse(Tries.FIRST, Failure.user("ImagePullBackOff", "no such image"));

    private final TaskExecution execution = new TaskExecution(action(), TaskTemplate.getDefaultInstance(), 1, 0);
    private final List<String> stopped = new ArrayList<>();

    @Test
    void keepsThePodWhenAnotherHasChangedTheObject() {
        record(Optional::empty);

        assertThat(stopped).isEmpty();
    }

    @Test
    void keepsThePodWhenTheStatusCannotBeWritten() {
        assertThatThrownBy(() -> record(() -> {
                    throw new KubernetesClientException("etcd is slow", 504, null);
                }))
                .isInstanceOf(KubernetesClientException.class);

        assertThat(stopped).isEmpty();
    }

    private static TaskAction action() {
        TaskAction action = Actions.action("flyte", "/store", Actions.template().build());
        action.getMetadata().setUid("uid");
        return action;
    }

    private void record(Supplier<Optional<TaskAction>> answer) {
        StatusStore statuses = new StatusStore(null, new SimpleMeterRegistry(), Clock.systemUTC()) {
            @Override
            public Optional<TaskAction> write(TaskExecution written, Change change, Findings findings) {
                return answer.get();
            }
        };
        CachedResults cache = new CachedResults(null, Configs.executor(Map.of()), null) {
            @Override
            Optional<CacheFinding> finding(TaskExecution of) {
                return Optional.empty();
            }
        };
        new RecordDecision(statuses, null, null, cache, new PluginDetails(), null, null, Clock.systemUTC())
                .execute(
                        new ResolvedExecution(execution, new IdlePlugin()),
                        FAILED,
                        () -> stopped.add(execution.objectName()));
    }
}
