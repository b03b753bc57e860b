package org.flyte.executor.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.RetryInfo;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.flyte.crd.TaskAction;
import org.flyte.executor.Actions;
import org.flyte.executor.Configs;
import org.flyte.executor.event.ActionEventPublisher;
import org.flyte.executor.plugin.Failure;
import org.flyte.executor.reconcile.status.StatusStore;
import org.flyte.platform.model.FlyteException.FailedPrecondition;
import org.flyte.platform.model.FlyteException.Unavailable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TaskActionReconcilerTest {
    private final TaskAction action =
            Actions.action("flyte", "/store", Actions.template().build());
    private final List<Failure> ended = new ArrayList<>();
    private RuntimeException thrown;

    private static List<RuntimeException> errors() {
        return List.of(
                new IllegalArgumentException("Invalid quantity value passed to parse"),
                new NullPointerException("no name"),
                new FailedPrecondition("bucket 'x' is not allowed"),
                new KubernetesClientException("status is invalid", 422, null));
    }

    private static List<RuntimeException> outages() {
        return List.of(
                new KubernetesClientException("connection refused"),
                new KubernetesClientException("unauthorized", 401, null),
                new KubernetesClientException("overloaded", 503, null),
                new Unavailable(null, "the object store does not answer"),
                new UncheckedIOException(new IOException("cut off")));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void endsAnActionThatItCannotReconcileAgainAndAgain(RuntimeException error) {
        thrown = error;

        assertThatThrownBy(() -> reconcile(4)).isSameAs(error);
        assertThat(ended).isEmpty();
        reconcile(5);

        assertThat(ended).singleElement().satisfies(failure -> {
            assertThat(failure.code()).isEqualTo("ReconcileFailed");
            assertThat(failure.isSystem()).isTrue();
            assertThat(failure.message()).contains(error.getMessage());
        });
    }

    @ParameterizedTest
    @MethodSource("outages")
    void waitsForTheEndOfAnOutage(RuntimeException outage) {
        thrown = outage;

        assertThatThrownBy(() -> reconcile(1_000)).isSameAs(outage);
        assertThat(ended).isEmpty();
    }

    @Test
    void endsAnActionOfAnInvalidSpecAtOnce() {
        thrown = new InvalidSpecException("BadTaskSpecification", "no template");

        reconcile(0);

        assertThat(ended).extracting(Failure::code).containsExactly("BadTaskSpecification");
    }

    private void reconcile(int tries) {
        SimpleMeterRegistry metrics = new SimpleMeterRegistry();
        StatusStore statuses = new StatusStore(null, metrics, null) {
            @Override
            public TaskAction latest(TaskAction cached) {
                return cached;
            }
        };
        ActionEventPublisher publisher =
                new ActionEventPublisher(null, null, null, null, Configs.executor(Map.of()), metrics) {
                    @Override
                    public Pass begin(TaskAction action) {
                        return () -> {};
                    }
                };
        ReconcileTask task = new ReconcileTask(null, null, null, null, null, null, null) {
            @Override
            Optional<Duration> execute(TaskAction action) {
                throw thrown;
            }
        };
        RefuseAction refuse = new RefuseAction(null, null, null, null, null, null) {
            @Override
            Optional<Duration> execute(TaskAction action, Failure failure) {
                ended.add(failure);
                return Optional.of(Duration.ofHours(1));
            }
        };
        new TaskActionReconciler(
                        statuses,
                        publisher,
                        task,
                        null,
                        refuse,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        Configs.executor(Map.of()),
                        "flyte",
                        Clock.systemUTC(),
                        metrics)
                .reconcile(action, context(tries));
    }

    @SuppressWarnings("unchecked")
    private static Context<TaskAction> context(int tries) {
        RetryInfo retry = new RetryInfo() {
            @Override
            public int getAttemptCount() {
                return tries;
            }

            @Override
            public boolean isLastAttempt() {
                return false;
            }
        };
        return (Context<TaskAction>) Proxy.newProxyInstance(
                Context.class.getClassLoader(),
                new Class<?>[] {Context.class},
                (proxy, method, arguments) -> Optional.of(retry));
    }
}
