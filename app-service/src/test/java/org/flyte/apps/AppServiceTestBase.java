package org.flyte.apps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.quarkus.grpc.GrpcClient;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.flyte.idl.app.App;
import org.flyte.idl.app.AppServiceGrpc.AppServiceBlockingStub;
import org.flyte.idl.app.Condition;
import org.flyte.idl.app.CreateRequest;
import org.flyte.idl.app.GetRequest;
import org.flyte.idl.app.Identifier;
import org.flyte.idl.app.UpdateRequest;
import org.flyte.platform.testkit.KubernetesApi;

/**
 * Set-up of the tests that run the service on a real PostgreSQL and the stand-in of the Kubernetes API, whose part of the
 * controllers the test plays. Each test has a project of its own.
 */
public abstract class AppServiceTestBase {
    @GrpcClient("self")
    protected AppServiceBlockingStub apps;

    @Inject
    protected KubernetesClient cluster;

    /** A fresh project for this test. */
    protected final String project = "p" + UUID.randomUUID().toString().substring(0, 8);

    protected AppServiceBlockingStub apps() {
        return apps.withDeadlineAfter(Duration.ofSeconds(20));
    }

    protected App create(App app) {
        return apps().create(CreateRequest.newBuilder().setApp(app).build()).getApp();
    }

    protected App update(App app) {
        return apps().update(
                        UpdateRequest.newBuilder().setApp(app).setReason("test").build())
                .getApp();
    }

    protected App get(Identifier id) {
        return apps().get(GetRequest.newBuilder().setAppId(id).build()).getApp();
    }

    protected Condition present(Identifier id) {
        return get(id).getStatus().getConditionsList().getLast();
    }

    protected Deployment deployment(Identifier id) {
        return cluster.apps()
                .deployments()
                .inNamespace(KubernetesApi.NAMESPACE)
                .withName("%s-%s-%s".formatted(id.getName(), id.getProject(), id.getDomain()))
                .get();
    }

    /** Plays the controller of Deployments, for the present generation. */
    protected void report(Identifier id, UnaryOperator<DeploymentStatusBuilder> status) {
        Deployment deployment = deployment(id);
        DeploymentStatusBuilder next = new DeploymentStatusBuilder()
                .withObservedGeneration(deployment.getMetadata().getGeneration());
        deployment.setStatus(status.apply(next).build());
        cluster.resource(deployment).updateStatus();
    }

    /** All replicas are new and ready. */
    protected void serve(Identifier id) {
        await().untilAsserted(() -> assertThat(deployment(id)).isNotNull());
        report(
                id,
                status -> status.withReplicas(1)
                        .withUpdatedReplicas(1)
                        .withReadyReplicas(1)
                        .withAvailableReplicas(1));
    }

    protected static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(100));
    }

    protected static void assertRefused(ThrowingCallable call, Status.Code code, String message) {
        assertThatThrownBy(call).isInstanceOfSatisfying(StatusRuntimeException.class, failure -> {
            assertThat(failure.getStatus().getCode()).isEqualTo(code);
            assertThat(failure.getStatus().getDescription()).contains(message).doesNotContain("\n");
        });
    }
}
