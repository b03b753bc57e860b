package org.flyte.actions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import com.google.protobuf.Value;
import io.grpc.Status;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.flyte.actions.support.EmbeddedActionsTestBase;
import org.flyte.actions.support.Requests;
import org.flyte.crd.Names;
import org.flyte.crd.TaskAction;
import org.flyte.crd.TaskQueue;
import org.flyte.crd.Template;
import org.flyte.idl.actions.Action;
import org.flyte.idl.actions.EnqueueRequest;
import org.flyte.idl.core.KeyValuePair;
import org.flyte.idl.core.TaskTemplate;
import org.flyte.idl.task.Envs;
import org.flyte.idl.task.Labels;
import org.flyte.idl.task.RunSpec;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.testkit.KubernetesApi;
import org.junit.jupiter.api.Test;

@QuarkusTest
class EnqueueTest extends EmbeddedActionsTestBase {
    private static final RunSpec RUN_SPEC = RunSpec.newBuilder()
            .setLabels(Labels.newBuilder().putValues("team", "ml").putValues("flyte.org/run", "forged"))
            .setEnvs(Envs.newBuilder()
                    .addValues(KeyValuePair.newBuilder().setKey("A").setValue("1"))
                    .addValues(KeyValuePair.newBuilder().setKey("A").setValue("2")))
            .setRunStartTime(Timestamp.newBuilder().setSeconds(1_700_000_000))
            .build();

    private final ActionKey child = root.sibling("ape1kkafckt4ekjb0537lcq3u");

    @Test
    void createsTheTaskActionOfTheRootInOneRequest() {
        actions.enqueue(Requests.enqueue(Requests.task(Requests.newRoot())));
        long before = KubernetesApi.requests();

        enqueueRootWithSettings();

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
    void recordsAChildAndGivesItTheContextOfItsParentWithoutReadingIt() {
        enqueueRootWithSettings();
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
                        && request.getParent().equals(ActionKey.ROOT));
    }

    @Test
    void createsOneTaskActionForConcurrentCallsOfTheSameAction() {
        enqueueRootWithSettings();

        CompletableFuture<?>[] calls = IntStream.range(0, 20)
                .mapToObj(i -> CompletableFuture.runAsync(() -> actions.enqueue(Requests.enqueue(childTask()))))
                .toArray(CompletableFuture[]::new);

        CompletableFuture.allOf(calls).join();
        assertThat(cluster.objectOf(child)).isNotNull();
    }

    @Test
    void refusesAnActionOfAFullQueueUntilLessWait() {
        TaskQueue queue = cluster.createQueue("full", spec -> {
            spec.concurrency = 1;
            spec.depth = 1;
        });
        cluster.setQueueStatus(queue, 1, 1);
        Action.Builder action = Requests.task(root);
        action.getTaskBuilder().setQueue("full");

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> assertThatThrownBy(() -> actions.enqueue(Requests.enqueue(
                                        Requests.task(Requests.newRoot()).setTask(action.getTask()))))
                                .hasMessage(
                                        "RESOURCE_EXHAUSTED: queue 'full' has as many actions waiting as it may have: 1 (depth); try again later"));
        assertThat(cluster.objectOf(root)).isNull();

        cluster.setQueueStatus(queue, 1, 0);
        await().atMost(Duration.ofSeconds(20))
                .ignoreExceptionsMatching(e -> String.valueOf(e.getMessage()).contains("RESOURCE_EXHAUSTED"))
                .until(() -> actions.enqueue(Requests.enqueue(action)) != null);
        assertThat(cluster.objectOf(root).getSpec().queue).isEqualTo("full");
        cluster.delete(queue);
    }

    @Test
    void ignoresTheOrg() {
        enqueueRootWithSettings();
        Action.Builder fromPod = childTask();
        fromPod.getActionIdBuilder().getRunBuilder().setOrg("local");

        actions.enqueue(Requests.enqueue(fromPod));

        assertThat(cluster.objectOf(child)).isNotNull();
    }

    @Test
    void refusesAChildOfAnAbortedRun() {
        enqueueRootWithSettings();
        runs.recordAnswers.put(child, Status.ABORTED);

        assertCode(Requests.enqueue(childTask()), Status.Code.ABORTED, "takes no more actions");
        assertThat(cluster.objectOf(child)).isNull();
    }

    @Test
    void doesNotStartAnActionAgainThatHasEnded() {
        enqueueRootWithSettings();
        runs.recordAnswers.put(child, Status.ALREADY_EXISTS);

        actions.enqueue(Requests.enqueue(childTask()));

        assertThat(cluster.objectOf(child)).isNull();
    }

    @Test
    void answersUnavailableWithoutRunsService() {
        enqueueRootWithSettings();
        runs.available = false;

        assertCode(Requests.enqueue(childTask()), Status.Code.UNAVAILABLE, "runs-service");
    }

    @Test
    void namesTheFieldThatIsInvalid() {
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
    void storesALargeTemplateAndRefersToIt() throws Exception {
        byte[] noise = new byte[100_000];
        new Random(1).nextBytes(noise);
        Action.Builder big = Requests.task(root).setRunOutputBase(store + "/big/");
        TaskTemplate.Builder template = big.getTaskBuilder().getSpecBuilder().getTaskTemplateBuilder();
        template.getCustomBuilder()
                .putFields(
                        "noise",
                        Value.newBuilder()
                                .setStringValue(Base64.getEncoder().encodeToString(noise))
                                .build());

        actions.enqueue(Requests.enqueue(big));

        TaskAction object = cluster.objectOf(root);
        assertThat(object.getSpec().taskTemplate).isNull();
        assertThat(Files.readAllBytes(Path.of(object.getSpec().taskTemplateUri)))
                .isEqualTo(template.build().toByteArray());
        assertThat(object.getSpec().taskTemplateUri).startsWith(store + "/big/.specs/");
    }

    @Test
    void keepsASmallTemplateInTheTaskAction() throws Exception {
        enqueueRootWithSettings();

        byte[] inline = Template.decode(cluster.objectOf(root).getSpec().taskTemplate);
        assertThat(TaskTemplate.parseFrom(ByteString.copyFrom(inline)).getType())
                .isEqualTo("python-task");
    }

    @Test
    void createsTheTaskActionOfAConditionWithoutTheContextOfTheRun() {
        enqueueRootWithSettings();

        enqueueBelow(root, Requests.condition(child));

        TaskAction object = cluster.objectOf(child);
        assertThat(object.getSpec().actionType).isEqualTo(Names.TYPE_CONDITION);
        assertThat(object.getSpec().conditionSpec).isNotEmpty();
        assertThat(object.getSpec().envVars).isNullOrEmpty();
        assertThat(object.getMetadata().getFinalizers()).isEmpty();
    }

    private void enqueueRootWithSettings() {
        actions.enqueue(EnqueueRequest.newBuilder()
                .setAction(Requests.task(root))
                .setRunSpec(RUN_SPEC)
                .build());
    }

    private Action.Builder childTask() {
        return Requests.task(child).setParentActionName(ActionKey.ROOT);
    }

    private void assertCode(EnqueueRequest request, Status.Code code, String message) {
        assertFails(() -> actions.enqueue(request), code, message);
    }
}
