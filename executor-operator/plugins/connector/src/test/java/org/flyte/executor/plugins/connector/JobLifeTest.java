package org.flyte.executor.plugins.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flyte.executor.plugins.connector.FakeConnector.in;

import com.google.protobuf.ByteString;
import com.google.protobuf.Struct;
import com.google.protobuf.util.Values;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.flyte.executor.plugin.Failure;
import org.flyte.executor.plugin.Link;
import org.flyte.executor.plugin.Report;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.plugin.TypeClaim;
import org.flyte.idl.connector.Resource;
import org.flyte.idl.core.Literal;
import org.flyte.idl.core.Primitive;
import org.flyte.idl.core.Scalar;
import org.flyte.idl.core.Secret;
import org.flyte.idl.core.SecurityContext;
import org.flyte.idl.core.TaskExecution.Phase;
import org.flyte.idl.core.TaskLog;
import org.flyte.idl.core.TaskTemplate;
import org.flyte.idl.core.TypedInterface;
import org.flyte.idl.core.Variable;
import org.flyte.idl.core.VariableEntry;
import org.flyte.idl.core.VariableMap;
import org.flyte.idl.task.Inputs;
import org.flyte.idl.task.NamedLiteral;
import org.flyte.idl.task.Outputs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A job from its creation to its end, with a connector that is slow, down, forgetful or in error. */
@Timeout(60)
class JobLifeTest {
    private final FakeConnector connector = new FakeConnector("remote");
    private Scene scene;

    @BeforeEach
    void discover() {
        begin();
    }

    private void begin(String... settings) {
        if (scene != null) {
            scene.close();
        }
        scene = Scene.with(connector, settings);
        Eventually.until(() -> scene.plugin.claims("remote") == TypeClaim.YES);
    }

    @AfterEach
    void end() {
        scene.close();
        connector.close();
    }

    @Test
    void sendsWhatTheConnectorNeedsOnce() {
        TaskExecution execution = scene.execution(Scene.task("remote"));
        Inputs inputs = Inputs.newBuilder()
                .addLiterals(NamedLiteral.newBuilder().setName("x").setValue(number(3)))
                .build();
        scene.files.write(execution.inputs().file(), inputs.toByteArray());

        scene.started(execution);

        assertThat(connector.creates).singleElement().satisfies(request -> {
            assertThat(request.getInputs()).isEqualTo(inputs);
            assertThat(request.getOutputPrefix()).isEqualTo(execution.files().folder());
            assertThat(request.getTaskExecutionMetadata().getAnnotationsMap())
                    .containsEntry("flyte.org/idempotency-key", execution.idempotencyKey());
            assertThat(request.getTaskExecutionMetadata()
                            .getTaskExecutionId()
                            .getNodeExecutionId()
                            .getNodeId())
                    .isEqualTo("a1");
        });
        assertThat(connector.handleByKey).containsOnlyKeys(execution.idempotencyKey());
    }

    @Test
    void followsTheJobToItsOutputs() {
        TaskExecution started = scene.started(scene.execution(withOutput("y")));

        connector.all(in(Phase.RUNNING).toBuilder()
                .setMessage("half way")
                .addLogLinks(TaskLog.newBuilder().setName("console").setUri("https://console/1"))
                .build());
        Eventually.asserts(() -> assertThat(scene.report(started))
                .isInstanceOfSatisfying(Report.Active.class, active -> {
                    assertThat(active.phase()).isEqualTo(Report.Phase.RUNNING);
                    assertThat(active.reason()).isEqualTo("half way");
                    assertThat(active.details().links()).containsExactly(Link.external("console", "https://console/1"));
                }));
        Outputs outputs = Outputs.newBuilder()
                .addLiterals(NamedLiteral.newBuilder().setName("y").setValue(number(4)))
                .build();
        connector.all(in(Phase.SUCCEEDED).toBuilder().setOutputs(outputs).build());

        assertThat(scene.end(started)).isInstanceOfSatisfying(Report.Completed.class, completed -> {
            assertThat(completed.outputs()).contains(outputs);
            assertThat(completed.details().state()).get().asString().contains("\"ended\":true");
        });
    }

    @Test
    void createsTheSameJobAgainWhenTheAnswerIsLost() {
        connector.fail("create-after", Status.DEADLINE_EXCEEDED, Status.UNAVAILABLE);

        TaskExecution started = scene.started(scene.execution(Scene.task("remote")));

        assertThat(connector.creates).hasSize(3);
        assertThat(connector.jobs).hasSize(1);
        connector.all(in(Phase.SUCCEEDED));
        assertThat(scene.end(started)).isInstanceOf(Report.Completed.class);
    }

    /** The operator ended between the answer of the connector and its record. */
    @Test
    void createsTheSameJobAgainAfterARestart() {
        TaskExecution execution = scene.execution(Scene.task("remote"));
        scene.start(execution);
        scene.restart();
        Eventually.until(() -> scene.plugin.claims("remote") == TypeClaim.YES);

        TaskExecution started = scene.started(execution);

        assertThat(connector.creates).hasSize(2);
        assertThat(connector.jobs).hasSize(1);
        connector.all(in(Phase.SUCCEEDED));
        assertThat(scene.end(started)).isInstanceOf(Report.Completed.class);
    }

    @Test
    void pollsAgainAfterARestartWithoutAnotherJob() {
        TaskExecution started = scene.started(scene.execution(Scene.task("remote")));
        connector.all(in(Phase.RUNNING));
        Eventually.until(
                () -> scene.report(started) instanceof Report.Active active && active.phase() == Report.Phase.RUNNING);
        TaskExecution running = scene.recorded(started, scene.report(started).details());

        scene.restart();

        assertThat(scene.report(running))
                .as("before the first poll")
                .isInstanceOfSatisfying(
                        Report.Active.class,
                        active -> assertThat(active.phase()).isEqualTo(Report.Phase.RUNNING));
        connector.all(in(Phase.SUCCEEDED));
        assertThat(scene.end(running)).isInstanceOf(Report.Completed.class);
        assertThat(connector.creates).hasSize(1);
    }

    @Test
    void outlastsAConnectorThatIsDown() {
        TaskExecution started = scene.started(scene.execution(Scene.task("remote")));
        connector.down();
        TaskExecution other = scene.execution(Scene.task("remote"));
        scene.plugin.start(other);
        assertThat(scene.plugin.claims("remote")).as("its types stay known").isEqualTo(TypeClaim.YES);

        connector.all(in(Phase.SUCCEEDED));
        connector.up();

        assertThat(scene.end(started)).isInstanceOf(Report.Completed.class);
        scene.started(other);
        assertThat(connector.jobs).hasSize(2);
    }

    @Test
    void givesUpAConnectorThatStaysDown() {
        begin("unavailable-limit", "1s");
        TaskExecution started = scene.started(scene.execution(Scene.task("remote")));
        TaskExecution other = scene.execution(Scene.task("remote"));
        connector.down();

        Failure ofCreation = scene.refusal(other);
        Failure ofJob = scene.failure(started);

        for (Failure failure : List.of(ofCreation, ofJob)) {
            assertThat(failure.code()).isEqualTo("ConnectorUnavailable");
            assertThat(failure.isSystem()).isTrue();
            assertThat(failure.retryable()).isTrue();
            assertThat(failure.message()).contains("connector 'fake' at grpc://localhost");
        }
        assertThat(scene.report(started).details().state())
                .as("so that the job is deleted before another is created")
                .get()
                .asString()
                .doesNotContain("ended");
    }

    @Test
    void failsTheTryOfAForgottenJob() {
        TaskExecution started = scene.started(scene.execution(Scene.task("remote")));

        connector.jobs.clear();

        Failure failure = scene.failure(started);
        assertThat(failure.code()).isEqualTo("JobNotFound");
        assertThat(failure.isSystem()).isTrue();
        assertThat(failure.message()).contains("does not know the job any more");
    }

    @Test
    void outlastsErrorsOfPolls() {
        TaskExecution started = scene.started(scene.execution(Scene.task("remote")));
        connector.fail("get", Status.INTERNAL, Status.NOT_FOUND, Status.DEADLINE_EXCEEDED);

        connector.all(in(Phase.SUCCEEDED));

        assertThat(scene.end(started)).isInstanceOf(Report.Completed.class);
        assertThat(connector.deletes).isEmpty();
    }

    @Test
    void givesASlowConnectorItsTime() {
        connector.delay = Duration.ofMillis(300);
        begin("create-timeout", "2s", "get-timeout", "2s");

        TaskExecution started = scene.started(scene.execution(Scene.task("remote")));
        connector.all(in(Phase.SUCCEEDED));

        assertThat(scene.end(started)).isInstanceOf(Report.Completed.class);
        assertThat(connector.creates).hasSize(1);
    }

    /** With one call at once every job would wait for the timeouts of all others. */
    @Test
    void noticesAConnectorThatHangs() {
        begin("max-concurrent-calls", "2", "get-timeout", "300ms", "unavailable-limit", "2s");
        List<TaskExecution> started = IntStream.range(0, 100)
                .mapToObj(i -> scene.started(scene.execution(Scene.task("remote"))))
                .toList();

        connector.delay = Duration.ofSeconds(30);

        started.forEach(job -> assertThat(scene.failure(job).code()).isEqualTo("ConnectorUnavailable"));
    }

    @Test
    void endsTheJobOfAnEarlierTryBeforeItCreatesAnother() {
        TaskExecution first = scene.started(scene.execution(Scene.task("remote")));
        connector.fail("delete", Status.UNAVAILABLE, Status.INTERNAL);

        TaskExecution second = scene.started(new TaskExecution(first.action(), first.template(), 1, 1));

        assertThat(connector.deletes).hasSize(3);
        assertThat(connector.creates).hasSize(2);
        assertThat(connector.jobs).hasSize(1);
        assertThat(scene.report(second)).isInstanceOf(Report.Active.class);
        assertThat(scene.plugin.isStopped(second))
                .as("nothing is created or deleted")
                .isTrue();
    }

    @Test
    void startsNoTryWhileTheJobOfAnEarlierOneCannotBeDeleted() {
        begin("unavailable-limit", "1s");
        TaskExecution first = scene.started(scene.execution(Scene.task("remote")));
        connector.fail(
                "delete", IntStream.range(0, 50).mapToObj(i -> Status.INTERNAL).toArray(Status[]::new));

        Failure failure = scene.refusal(new TaskExecution(first.action(), first.template(), 1, 1));

        assertThat(failure.code()).isEqualTo("JobNotDeleted");
        assertThat(failure.isSystem()).isTrue();
        assertThat(connector.creates).hasSize(1);
    }

    @Test
    void deletesUntilItIsConfirmed() {
        TaskExecution started = scene.started(scene.execution(Scene.task("remote")));
        connector.fail("delete", Status.INTERNAL);

        scene.plugin.stop(started);

        assertThat(scene.plugin.isStopped(started)).isFalse();
        Eventually.until(() -> scene.plugin.isStopped(started));
        assertThat(connector.deletes).hasSize(2);
        assertThat(connector.jobs).isEmpty();
        scene.plugin.stopLeftovers(started, name -> false);
        assertThat(scene.plugin.isStopped(started)).isTrue();
    }

    /** The template of an action that is aborted is not read any more. */
    @Test
    void deletesAfterARestartByWhatWasRecorded() {
        TaskExecution started = scene.started(scene.execution(Scene.task("remote")));
        scene.restart();

        scene.plugin.stop(started.with(TaskTemplate.getDefaultInstance()));

        Eventually.until(() -> scene.plugin.isStopped(started));
        assertThat(connector.jobs).isEmpty();
        assertThat(connector.deletes)
                .singleElement()
                .satisfies(request ->
                        assertThat(request.getTaskCategory().getName()).isEqualTo("remote"));
    }

    @Test
    void givesUpADeletionAfterItsLimit() {
        begin("delete-limit", "1s");
        TaskExecution started = scene.started(scene.execution(Scene.task("remote")));
        connector.down();

        scene.plugin.stop(started);

        Eventually.until(() -> scene.plugin.isStopped(started));
    }

    @Test
    void deletesWhatIsCreatedAfterItWasStopped() {
        connector.delay = Duration.ofMillis(500);
        TaskExecution execution = scene.execution(Scene.task("remote"));
        scene.plugin.start(execution);
        Eventually.until(() -> !connector.creates.isEmpty());

        scene.plugin.stop(execution);

        assertThat(scene.plugin.isStopped(execution)).isFalse();
        Eventually.until(() -> scene.plugin.isStopped(execution));
        assertThat(connector.deletes).hasSize(1);
        assertThat(connector.jobs).isEmpty();
    }

    @Test
    void looksUpSecretsForEachCallAndRecordsNone() {
        scene.secrets.put("db-password", "hunter2");
        scene.secrets.put("PLAIN", "hunter3");
        TaskTemplate template = Scene.task("remote").toBuilder()
                .setSecurityContext(SecurityContext.newBuilder()
                        .addSecrets(Secret.newBuilder().setGroup("db").setKey("db-password")))
                .setCustom(Struct.newBuilder()
                        .putFields(
                                "secrets",
                                Values.of(Map.of("password", Values.of("DB_DB_PASSWORD"), "plain", Values.of("PLAIN"))))
                        .putFields("configs", Values.of(Map.of("region", Values.of("eu")))))
                .build();

        TaskExecution started = scene.started(scene.execution(template));

        assertThat(connector.creates).singleElement().satisfies(request -> {
            assertThat(request.getConnection().getSecretsMap())
                    .containsOnly(Map.entry("password", "hunter2"), Map.entry("plain", "hunter3"));
            assertThat(request.getConnection().getConfigsMap()).containsOnly(Map.entry("region", "eu"));
        });
        assertThat(scene.askedSecrets).contains("db/db-password", "/PLAIN");
        assertThat(started.state()).get().asString().doesNotContain("hunter");
        scene.secrets.put("PLAIN", "changed");
        Eventually.until(() -> connector.gets.stream()
                .anyMatch(request ->
                        "changed".equals(request.getConnection().getSecretsMap().get("plain"))));
    }

    @Test
    void refusesATaskWhoseSecretIsMissing() {
        TaskTemplate template = Scene.task("remote").toBuilder()
                .setCustom(
                        Struct.newBuilder().putFields("secrets", Values.of(Map.of("password", Values.of("MISSING")))))
                .build();

        assertThat(scene.refusal(scene.execution(template)).code()).isEqualTo("SecretNotFound");
        assertThat(connector.creates).isEmpty();
    }

    @Test
    void refusesAHandleThatCannotBeRecorded() {
        connector.paddingOfHandles = ByteString.copyFrom(new byte[20_000]);

        Failure failure = scene.refusal(scene.execution(Scene.task("remote")));

        assertThat(failure.code()).isEqualTo(Failure.BAD_TASK);
        assertThat(failure.message()).contains("16384 bytes");
        Eventually.until(() -> connector.deletes.size() == 1);
    }

    @Test
    void refusesInputsThatTheConnectorWouldNotTake() {
        begin("max-message-size", "1000");
        TaskTemplate template = Scene.task("remote").toBuilder()
                .setCustom(Struct.newBuilder().putFields("q", Values.of("x".repeat(2_000))))
                .build();

        Failure failure = scene.refusal(scene.execution(template));

        assertThat(failure.retryable()).isFalse();
        assertThat(failure.message()).contains("max-message-size is 1000");
    }

    @Test
    void waitsWhenThereAreTooManyJobs() {
        begin("max-jobs", "1");
        scene.started(scene.execution(Scene.task("remote")));
        TaskExecution second = scene.execution(Scene.task("remote"));

        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> scene.plugin.start(second)))
                .hasMessageContaining("max-jobs");
    }

    @Test
    void failsWhatItsRecordCannotBeReadOf() {
        TaskExecution started = scene.started(scene.execution(Scene.task("remote")));
        TaskExecution corrupted = scene.recorded(started, org.flyte.executor.plugin.Details.state("{\"version\":7}"));
        scene.restart();

        assertThat(scene.failure(corrupted).code()).isEqualTo("CorruptedPluginState");
        scene.plugin.stop(corrupted);
        assertThat(scene.plugin.isStopped(corrupted)).isTrue();
    }

    @Test
    void failsAJobWhosePhaseSaysNothing() {
        begin("unavailable-limit", "500ms");
        TaskExecution started = scene.started(scene.execution(Scene.task("remote")));

        connector.all(Resource.getDefaultInstance());

        assertThat(scene.failure(started).message()).contains("phase 0 of the job is not known");
    }

    private static TaskTemplate withOutput(String name) {
        return Scene.task("remote").toBuilder()
                .setInterface(TypedInterface.newBuilder()
                        .setOutputs(VariableMap.newBuilder()
                                .addVariables(VariableEntry.newBuilder()
                                        .setKey(name)
                                        .setValue(Variable.getDefaultInstance()))))
                .build();
    }

    private static Literal number(long value) {
        return Literal.newBuilder()
                .setScalar(
                        Scalar.newBuilder().setPrimitive(Primitive.newBuilder().setInteger(value)))
                .build();
    }
}
