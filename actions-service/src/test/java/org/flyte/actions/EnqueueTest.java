package org.flyte.actions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.quarkus.grpc.GrpcClient;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.flyte.actions.id.ActionKey;
import org.flyte.actions.support.Cluster;
import org.flyte.actions.support.OneServer;
import org.flyte.actions.support.Requests;
import org.flyte.actions.support.RunsStub;
import org.flyte.crd.Names;
import org.flyte.crd.TaskAction;
import org.flyte.crd.Template;
import org.flyte.idl.actions.Action;
import org.flyte.idl.actions.ActionsServiceGrpc.ActionsServiceBlockingStub;
import org.flyte.idl.actions.EnqueueRequest;
import org.flyte.idl.core.KeyValuePair;
import org.flyte.idl.core.TaskTemplate;
import org.flyte.idl.task.Envs;
import org.flyte.idl.task.Labels;
import org.flyte.idl.task.RunSpec;
import org.flyte.platform.testkit.KubernetesApi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(OneServer.class)
@WithTestResource(KubernetesApi.class)
class EnqueueTest {
    private static final RunSpec RUN_SPEC = RunSpec.newBuilder()
            .setLabels(Labels.newBuilder().putValues("team", "ml").putValues("flyte.org/run", "forged"))
            .setEnvs(Envs.newBuilder()
                    .addValues(KeyValuePair.newBuilder().setKey("A").setValue("1"))
                    .addValues(KeyValuePair.newBuilder().setKey("A").setValue("2")))
            .setRunStartTime(Timestamp.newBuilder().setSeconds(1_700_000_000))
            .build();

    @GrpcClient("runs")
    ActionsServiceBlockingStub actions;

    @Inject
    RunsStub runs;

    @Inject
    Cluster cluster;

    @ConfigProperty(name = "flyte.storage.base")
    Path store;

    private final ActionKey root = Requests.newRoot();
    private final ActionKey child = root.sibling("ape1kkafckt4ekjb0537lcq3u");

    @BeforeEach
    void runsServiceIsThere() {
        runs.away = false;
    }

    @Test
    void rootBecomesOneTaskActionInOneRequest() {
        actions.enqueue(Requests.enqueue(Requests.task(Requests.newRoot())));
        long before = KubernetesApi.requests();

        enqueueRoot();

        assertThat(KubernetesApi.requests() - before).isEqualTo(1);
        TaskAction object = cluster.objectOf(root);
        assertThat(object.getMetadata().getLabels())
                .containsEntry(Names.LABEL_RUN, root.run().name())
                .containsEntry(Names.LABEL_IS_ROOT, "true")
                .containsEntry("team", "ml");
        assertThat(object.getMetadata().getFinalizers()).containsExactly(Names.FINALIZER);
        assertThat(object.getSpec().envVars).isEqualTo(Map.of("A", "2"));
        assertThat(object.getSpec().runStartTime).isEqualTo(Instant.ofEpochSecond(1_700_000_000));
        assertThat(object.getSpec().parentActionName).isNull();
        assertThat(runs.recorded)
                .noneMatch(request -> ActionKey.of(request.getActionId()).equals(root));
    }

    @Test
    void childIsRecordedAndHasTheContextOfItsParentWithoutReadingIt() {
        enqueueRoot();
        long before = KubernetesApi.requests();

        actions.enqueue(Requests.enqueue(childTask()));

        assertThat(KubernetesApi.requests() - before).isEqualTo(1);
        TaskAction object = cluster.objectOf(child);
        assertThat(object.getSpec().envVars).isEqualTo(Map.of("A", "2"));
        assertThat(object.getSpec().runStartTime).isEqualTo(Instant.ofEpochSecond(1_700_000_000));
        assertThat(object.getMetadata().getLabels())
                .containsEntry("team", "ml")
                .containsEntry(Names.LABEL_IS_ROOT, "false")
                .containsEntry(Names.LABEL_ACTION, child.name());
        assertThat(object.getMetadata().getOwnerReferences())
                .singleElement()
                .satisfies(owner -> assertThat(owner.getUid())
                        .isEqualTo(cluster.objectOf(root).getMetadata().getUid()));
        assertThat(runs.recorded)
                .anyMatch(request -> ActionKey.of(request.getActionId()).equals(child)
                        && request.getParent().equals("a0"));
    }

    @Test
    void theSameActionManyTimesAtOnceIsOneTaskAction() {
        enqueueRoot();

        CompletableFuture<?>[] calls = IntStream.range(0, 20)
                .mapToObj(i -> CompletableFuture.runAsync(() -> actions.enqueue(Requests.enqueue(childTask()))))
                .toArray(CompletableFuture[]::new);

        CompletableFuture.allOf(calls).join();
        assertThat(cluster.objectOf(child)).isNotNull();
    }

    @Test
    void orgTakesNoPart() {
        enqueueRoot();
        Action.Builder fromPod = childTask();
        fromPod.getActionIdBuilder().getRunBuilder().setOrg("local");

        actions.enqueue(Requests.enqueue(fromPod));

        assertThat(cluster.objectOf(child)).isNotNull();
    }

    @Test
    void underAnAbortedRunItIsRefused() {
        enqueueRoot();
        runs.recordAnswers.put(child, Status.ABORTED);

        assertCode(Requests.enqueue(childTask()), Status.Code.ABORTED, "takes no more actions");
        assertThat(cluster.objectOf(child)).isNull();
    }

    @Test
    void anActionThatHasEndedIsNotStartedAgain() {
        enqueueRoot();
        runs.recordAnswers.put(child, Status.ALREADY_EXISTS);

        actions.enqueue(Requests.enqueue(childTask()));

        assertThat(cluster.objectOf(child)).isNull();
    }

    @Test
    void withoutTheRunsServiceTheCallerIsToTryAgain() {
        enqueueRoot();
        runs.away = true;

        assertCode(Requests.enqueue(childTask()), Status.Code.UNAVAILABLE, "runs-service");
    }

    @Test
    void faultsAreNamedByTheirField() {
        assertCode(EnqueueRequest.getDefaultInstance(), Status.Code.INVALID_ARGUMENT, "action is required");
        assertCode(
                Requests.enqueue(Requests.task(root.sibling("Upper"))),
                Status.Code.INVALID_ARGUMENT,
                "action.action_id.name");
        assertCode(
                Requests.enqueue(Requests.task(root.sibling("x".repeat(31)))),
                Status.Code.INVALID_ARGUMENT,
                "action.action_id.name");
        assertCode(
                Requests.enqueue(Requests.task(root).clearInputUri()),
                Status.Code.INVALID_ARGUMENT,
                "action.input_uri");
        assertCode(Requests.enqueue(Requests.base(root)), Status.Code.INVALID_ARGUMENT, "action.task");
    }

    @Test
    void aBigTemplateIsStoredOnceAndReferenced() throws Exception {
        byte[] noise = new byte[100_000];
        new Random(1).nextBytes(noise);
        Action.Builder big = Requests.task(root).setRunOutputBase(store + "/big/");
        TaskTemplate.Builder template = big.getTaskBuilder().getSpecBuilder().getTaskTemplateBuilder();
        template.getCustomBuilder()
                .putFields(
                        "noise",
                        com.google.protobuf.Value.newBuilder()
                                .setStringValue(java.util.Base64.getEncoder().encodeToString(noise))
                                .build());

        actions.enqueue(Requests.enqueue(big));

        TaskAction object = cluster.objectOf(root);
        assertThat(object.getSpec().taskTemplate).isNull();
        assertThat(Files.readAllBytes(Path.of(object.getSpec().taskTemplateUri)))
                .isEqualTo(template.build().toByteArray());
        assertThat(object.getSpec().taskTemplateUri).startsWith(store + "/big/.specs/");
    }

    @Test
    void aSmallTemplateIsInTheTaskAction() throws Exception {
        enqueueRoot();

        byte[] inline = Template.decode(cluster.objectOf(root).getSpec().taskTemplate);
        assertThat(TaskTemplate.parseFrom(ByteString.copyFrom(inline)).getType())
                .isEqualTo("python-task");
    }

    @Test
    void aConditionIsATaskActionWithoutContextOfTheRun() {
        enqueueRoot();

        actions.enqueue(Requests.enqueue(Requests.condition(child).setParentActionName("a0")));

        TaskAction object = cluster.objectOf(child);
        assertThat(object.getSpec().actionType).isEqualTo(Names.TYPE_CONDITION);
        assertThat(object.getSpec().conditionSpec).isNotEmpty();
        assertThat(object.getSpec().envVars).isNullOrEmpty();
        assertThat(object.getMetadata().getFinalizers()).isEmpty();
    }

    private void enqueueRoot() {
        actions.enqueue(EnqueueRequest.newBuilder()
                .setAction(Requests.task(root))
                .setRunSpec(RUN_SPEC)
                .build());
    }

    private Action.Builder childTask() {
        return Requests.task(child).setParentActionName("a0");
    }

    private void assertCode(EnqueueRequest request, Status.Code code, String message) {
        assertThatThrownBy(() -> actions.enqueue(request))
                .isInstanceOfSatisfying(StatusRuntimeException.class, failure -> {
                    assertThat(failure.getStatus().getCode()).isEqualTo(code);
                    assertThat(failure.getStatus().getDescription()).contains(message);
                });
    }
}
