package org.flyte.runs.access;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.grpc.Metadata;
import io.grpc.stub.AbstractStub;
import io.grpc.stub.MetadataUtils;
import io.quarkus.grpc.GrpcClient;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.flyte.idl.core.Identity;
import org.flyte.idl.core.K8sPod;
import org.flyte.idl.core.SecurityContext;
import org.flyte.idl.task.DeployTaskRequest;
import org.flyte.idl.task.RawDataStorage;
import org.flyte.idl.task.RunSpec;
import org.flyte.idl.task.TaskIdentifier;
import org.flyte.idl.task.TaskServiceGrpc.TaskServiceBlockingStub;
import org.flyte.idl.task.TaskSpec;
import org.flyte.idl.task.TaskTrigger;
import org.flyte.idl.task.TaskTriggerSpec;
import org.flyte.idl.workflow.CreateRunRequest;
import org.flyte.idl.workflow.RunServiceGrpc.RunServiceBlockingStub;
import org.flyte.platform.storage.ObjectStore;
import org.flyte.platform.testkit.RealPostgres;
import org.flyte.platform.testkit.TestIssuer;
import org.flyte.platform.testkit.TestTokens;
import org.flyte.runs.run.Requests;
import org.junit.jupiter.api.Test;

/** While callers have to prove who they are, even an admin gives pods no identity, Secret or folder that is not listed. */
@QuarkusTest
@WithTestResource(RealPostgres.class)
@WithTestResource(TestIssuer.class)
class ClusterObjectsTest {
    private static final RunSpec PRIVILEGED = RunSpec.newBuilder()
            .setSecurityContext(
                    SecurityContext.newBuilder().setRunAs(Identity.newBuilder().setK8SServiceAccount("root")))
            .build();

    @GrpcClient("self")
    TaskServiceBlockingStub tasks;

    @GrpcClient("self")
    RunServiceBlockingStub runs;

    @Inject
    ObjectStore store;

    private final String run = Requests.runName();

    @Test
    void refusesAServiceAccountOfARun() {
        assertDenied(
                () -> create(Requests.named(run).toBuilder().setRunSpec(PRIVILEGED)),
                "run_spec.security_context.run_as.k8s_service_account");
    }

    @Test
    void refusesATaskWhosePodRefersToASecret() {
        assertDenied(
                () -> create(Requests.named(run).toBuilder().setTaskSpec(withSecret())),
                "task_spec.task_template.k8s_pod.pod_spec.secretName");
        assertDenied(
                () -> deploy(DeployTaskRequest.newBuilder().setSpec(withSecret())),
                "spec.task_template.k8s_pod.pod_spec.secretName");
    }

    @Test
    void refusesAServiceAccountOfTheRunsOfATrigger() {
        assertDenied(
                () -> deploy(DeployTaskRequest.newBuilder()
                        .setSpec(Requests.spec("pkg.main"))
                        .addTriggers(TaskTrigger.newBuilder()
                                .setName("at")
                                .setSpec(TaskTriggerSpec.newBuilder().setRunSpec(PRIVILEGED)))),
                "triggers.spec.run_spec.security_context.run_as.k8s_service_account");
    }

    @Test
    void refusesToWriteRawDataToAnotherProject() {
        assertThatThrownBy(() -> create(
                        Requests.named(run).toBuilder().setRunSpec(rawData(store.base() + "/another/development/raw"))))
                .hasMessageContaining("INVALID_ARGUMENT: run_spec.raw_data_storage.raw_data_prefix");
        assertThatCode(() -> create(Requests.named(run).toBuilder()
                        .setRunSpec(rawData(store.base() + "/raw/flytesnacks/development"))))
                .doesNotThrowAnyException();
    }

    private static RunSpec rawData(String prefix) {
        return RunSpec.newBuilder()
                .setRawDataStorage(RawDataStorage.newBuilder().setRawDataPrefix(prefix))
                .build();
    }

    private static TaskSpec withSecret() {
        TaskSpec.Builder spec = Requests.spec("pkg.main").toBuilder();
        spec.getTaskTemplateBuilder()
                .setK8SPod(K8sPod.newBuilder()
                        .setPodSpec(Struct.newBuilder()
                                .putFields(
                                        "secretName",
                                        Value.newBuilder()
                                                .setStringValue("theirs")
                                                .build())));
        return spec.build();
    }

    private void create(CreateRunRequest.Builder request) {
        asAdmin(runs).createRun(request.build());
    }

    private void deploy(DeployTaskRequest.Builder request) {
        asAdmin(tasks)
                .deployTask(request.setTaskId(TaskIdentifier.newBuilder()
                                .setProject(Requests.PROJECT)
                                .setDomain(Requests.DOMAIN)
                                .setName("pkg.main")
                                .setVersion(run))
                        .build());
    }

    private static void assertDenied(ThrowingCallable call, String field) {
        assertThatThrownBy(call).hasMessageContaining("PERMISSION_DENIED: " + field);
    }

    private static <S extends AbstractStub<S>> S asAdmin(S stub) {
        Metadata headers = new Metadata();
        headers.put(
                Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER),
                "Bearer " + TestTokens.current().user("root"));
        return stub.withDeadlineAfter(20, TimeUnit.SECONDS)
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    }
}
