package org.flyte.runs.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.grpc.GrpcClient;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.inject.Inject;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.common.OffloadedInputData;
import org.flyte.idl.core.Identity;
import org.flyte.idl.core.KeyValuePair;
import org.flyte.idl.core.SecurityContext;
import org.flyte.idl.task.Annotations;
import org.flyte.idl.task.Cron;
import org.flyte.idl.task.DeployTaskRequest;
import org.flyte.idl.task.Inputs;
import org.flyte.idl.task.Labels;
import org.flyte.idl.task.RunSpec;
import org.flyte.idl.task.Schedule;
import org.flyte.idl.task.TaskIdentifier;
import org.flyte.idl.task.TaskServiceGrpc.TaskServiceBlockingStub;
import org.flyte.idl.task.TriggerAutomationSpec;
import org.flyte.idl.task.TriggerAutomationSpecType;
import org.flyte.idl.trigger.DeployTriggerRequest;
import org.flyte.idl.trigger.TriggerServiceGrpc.TriggerServiceBlockingStub;
import org.flyte.idl.trigger.TriggerSpec;
import org.flyte.idl.trigger.UpdateTriggersRequest;
import org.flyte.idl.workflow.CreateRunRequest;
import org.flyte.idl.workflow.GetRunDetailsRequest;
import org.flyte.idl.workflow.RunDetails;
import org.flyte.idl.workflow.RunSource;
import org.flyte.platform.model.ProtoTime;
import org.flyte.platform.storage.ObjectStore;
import org.flyte.platform.testkit.MutableClock;
import org.flyte.platform.testkit.RealPostgres;
import org.flyte.runs.RunsServiceTestBase;
import org.flyte.runs.run.CreateRun;
import org.flyte.runs.run.Requests;
import org.flyte.runs.trigger.TriggerKey;
import org.flyte.runs.trigger.rule.DueTimes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two schedulers, as two replicas have them, on one database and under one clock. */
@QuarkusTest
@WithTestResource(RealPostgres.class)
class TriggerSchedulerTest extends RunsServiceTestBase {
    private static final String EVERY_MINUTE = "* * * * *";

    @GrpcClient("self")
    TaskServiceBlockingStub tasks;

    @GrpcClient("self")
    TriggerServiceBlockingStub triggers;

    @Inject
    DueTriggerStore due;

    @Inject
    CreateRun createRun;

    @Inject
    SchedulerConfig config;

    @Inject
    ObjectStore objects;

    private final MutableClock clock = new MutableClock(Instant.parse("2026-03-29T00:00:00Z"));
    private final List<TriggerScheduler> replicas = new ArrayList<>();
    private TriggerKey key;

    @BeforeEach
    void deployTheTask() {
        replicas.add(new TriggerScheduler(due, createRun, config, clock, new SimpleMeterRegistry()));
        replicas.add(new TriggerScheduler(due, createRun, config, clock, new SimpleMeterRegistry()));
        key = new TriggerKey(Requests.PROJECT, Requests.DOMAIN, "env." + run, "at");
        tasks.deployTask(DeployTaskRequest.newBuilder()
                .setTaskId(TaskIdentifier.newBuilder()
                        .setProject(key.project())
                        .setDomain(key.domain())
                        .setName(key.taskName())
                        .setVersion("v1"))
                .setSpec(Requests.spec(key.taskName()))
                .build());
    }

    /** The schedulers of other tests share the table. */
    @AfterEach
    void deactivate() {
        activate(false);
    }

    @Test
    void firesOnceForEachDueTimeWithTwoReplicas() {
        deploy(EVERY_MINUTE, TriggerSpec.getDefaultInstance());

        passMinutes(5);

        assertThat(firedTimes()).isEqualTo(minutes("2026-03-29T00:01:00Z", 5));
    }

    @Test
    void firesNothingTwiceWhenAReplicaEndsBeforeItAdvancesTheTrigger() {
        deploy(EVERY_MINUTE, TriggerSpec.getDefaultInstance());
        clock.advance(Duration.ofMinutes(1));
        replicas.getFirst().fireDue().await().atMost(TIMEOUT);
        // As if the run was created, and what follows was not.
        execute("UPDATE triggers SET next_fire_at = '2026-03-29T00:01:00Z', claimed_until = '2026-03-29T00:01:30Z'");
        replicas.getLast().fireDue().await().atMost(TIMEOUT);
        assertThat(nextFireAt()).as("still reserved").isEqualTo(Instant.parse("2026-03-29T00:01:00Z"));

        clock.advance(Duration.ofSeconds(40));
        replicas.getLast().fireDue().await().atMost(TIMEOUT);

        assertThat(firedTimes()).isEqualTo(minutes("2026-03-29T00:01:00Z", 1));
        assertThat(nextFireAt()).isEqualTo(Instant.parse("2026-03-29T00:02:00Z"));
    }

    @Test
    void makesUpForTheLatestDueTimesOfAnOutage() {
        deploy(EVERY_MINUTE, TriggerSpec.getDefaultInstance());

        clock.advance(Duration.ofHours(6));
        for (int i = 0; i < config.maxCatchUp() + 20; i++) {
            fireByBoth();
        }

        assertThat(firedTimes()).isEqualTo(minutes("2026-03-29T04:21:00Z", config.maxCatchUp()));
    }

    @Test
    void firesAtTheDueMinuteAfterARestart() {
        deploy("0 1 * * *", TriggerSpec.getDefaultInstance());
        clock.advance(Duration.ofHours(1));

        TriggerScheduler restarted = new TriggerScheduler(due, createRun, config, clock, new SimpleMeterRegistry());
        restarted.fireDue().await().atMost(TIMEOUT);
        restarted.fireDue().await().atMost(TIMEOUT);

        assertThat(firedTimes()).containsExactly(Instant.parse("2026-03-29T01:00:00Z"));
    }

    @Test
    void firesOnceAcrossAChangeOfClocks() {
        deploy(cron("30 2 * * *", "Europe/Berlin"), TriggerSpec.getDefaultInstance());

        for (int hour = 0; hour < 26; hour++) {
            clock.advance(Duration.ofHours(1));
            fireByBoth();
        }

        assertThat(firedTimes())
                .containsExactly(Instant.parse("2026-03-29T01:00:00Z"), Instant.parse("2026-03-30T00:30:00Z"));
    }

    @Test
    void skipsWhileARunIsActive() {
        deploy(EVERY_MINUTE, withPolicy("skip"));
        passMinutes(3);
        end(firedRuns().getFirst());

        passMinutes(1);

        assertThat(firedTimes())
                .containsExactly(Instant.parse("2026-03-29T00:01:00Z"), Instant.parse("2026-03-29T00:04:00Z"));
    }

    @Test
    void buffersOneWhileARunIsActive() {
        deploy(EVERY_MINUTE, withPolicy("buffer-one"));
        passMinutes(4);
        end(firedRuns().getFirst());

        clock.advance(Duration.ofSeconds(10));
        fireByBoth();
        end(firedRuns().getLast());
        passMinutes(1);

        assertThat(firedTimes())
                .containsExactly(
                        Instant.parse("2026-03-29T00:01:00Z"),
                        Instant.parse("2026-03-29T00:02:00Z"),
                        Instant.parse("2026-03-29T00:05:00Z"));
    }

    @Test
    void startsRunsSideBySideOtherwise() {
        deploy(EVERY_MINUTE, withPolicy("allow"));

        passMinutes(3);

        assertThat(firedTimes()).hasSize(3);
    }

    @Test
    void makesUpForNothingThatWasDueWhileItWasOff() {
        deploy(EVERY_MINUTE, TriggerSpec.getDefaultInstance());
        passMinutes(1);
        activate(false);
        passMinutes(5);
        activate(true);
        setNextFire("2026-03-29T00:07:00Z");

        passMinutes(1);

        assertThat(firedTimes())
                .containsExactly(Instant.parse("2026-03-29T00:01:00Z"), Instant.parse("2026-03-29T00:07:00Z"));
    }

    @Test
    void passesOverADueTimeWhoseRunCannotBeCreated() {
        deploy(EVERY_MINUTE, TriggerSpec.getDefaultInstance());
        execute("UPDATE tasks SET version = 'v0'");
        passMinutes(1);
        execute("UPDATE tasks SET version = 'v1'");

        passMinutes(1);

        assertThat(firedTimes()).containsExactly(Instant.parse("2026-03-29T00:02:00Z"));
    }

    @Test
    void givesARunTheTriggersSettingsInputsAndDueTime() throws Exception {
        deploy(
                cron(EVERY_MINUTE, "UTC").toBuilder()
                        .setSchedule(cron(EVERY_MINUTE, "UTC").getSchedule().toBuilder()
                                .setKickoffTimeInputArg("at"))
                        .build(),
                TriggerSpec.newBuilder()
                        .setInputs(Inputs.newBuilder()
                                .addLiterals(Requests.literal("shift", 23))
                                .addContext(
                                        KeyValuePair.newBuilder().setKey("k").setValue("v")))
                        .setRunSpec(RunSpec.newBuilder()
                                .setLabels(Labels.newBuilder().putValues("origin", "nightly"))
                                .setSecurityContext(SecurityContext.newBuilder()
                                        .setRunAs(Identity.newBuilder().setK8SServiceAccount("reporter")))));

        passMinutes(1);

        String name = firedRuns().getFirst();
        RunDetails details = details(name);
        assertThat(details.getRunSpec().getLabels().getValuesMap()).containsEntry("origin", "nightly");
        assertThat(details.getRunSpec().getSecurityContext().getRunAs().getK8SServiceAccount())
                .isEqualTo("reporter");
        assertThat(ProtoTime.toInstant(details.getRunSpec().getRunStartTime()))
                .isEqualTo(Instant.parse("2026-03-29T00:01:00Z"));
        var metadata = details.getAction().getMetadata();
        assertThat(metadata.getSource()).isEqualTo(RunSource.RUN_SOURCE_SCHEDULE_TRIGGER);
        assertThat(metadata.getTriggerId().getName()).isEqualTo(key.toProto());
        assertThat(metadata.getTriggerId().getRevision()).isOne();
        assertThat(metadata.getTriggerType().getType()).isEqualTo(TriggerAutomationSpecType.TYPE_SCHEDULE);
        Inputs inputs = inputsOf(name);
        assertThat(inputs.getContextList()).extracting(KeyValuePair::getKey).containsExactly("k");
        assertThat(inputs.getLiteralsList())
                .extracting(literal -> literal.getName())
                .containsExactly("shift", "at");
        assertThat(ProtoTime.toInstant(inputs.getLiterals(1)
                        .getValue()
                        .getScalar()
                        .getPrimitive()
                        .getDatetime()))
                .isEqualTo(Instant.parse("2026-03-29T00:01:00Z"));
    }

    @Test
    void leavesUploadedInputsOfATriggerAsTheyAre() {
        String uploaded = objects.base() + "/uploads/flytesnacks/development/offloaded-inputs/up";
        deploy(
                cron(EVERY_MINUTE, "UTC").toBuilder()
                        .setSchedule(cron(EVERY_MINUTE, "UTC").getSchedule().toBuilder()
                                .setKickoffTimeInputArg("at"))
                        .build(),
                TriggerSpec.newBuilder()
                        .setOffloadedInputData(
                                OffloadedInputData.newBuilder().setUri(uploaded).setInputsHash("h")));

        passMinutes(1);

        assertThat(selectOne("SELECT input_uri FROM actions WHERE run_name = '%s'"
                        .formatted(firedRuns().getFirst())))
                .isEqualTo(uploaded + "/inputs.pb");
    }

    @Test
    void startsARunOnDemand() {
        deploy(
                TriggerAutomationSpec.getDefaultInstance(),
                TriggerSpec.newBuilder().setInputs(Requests.inputs(7)));

        runs.createRun(CreateRunRequest.newBuilder()
                .setRunId(Requests.run(run))
                .setTriggerName(key.toProto())
                .build());

        var metadata = details(run).getAction().getMetadata();
        assertThat(metadata.getTriggerName()).isEqualTo("at");
        assertThat(metadata.getTriggerType().getType()).isEqualTo(TriggerAutomationSpecType.TYPE_NONE);
        assertThat(inputsOf(run)).isEqualTo(Requests.inputs(7));
        assertThat(selectOne("SELECT triggered_at IS NOT NULL FROM triggers WHERE task_name = '%s'"
                        .formatted(key.taskName())))
                .isEqualTo(true);
        assertThatThrownBy(() -> runs.createRun(CreateRunRequest.newBuilder()
                        .setRunId(Requests.run(run + "x"))
                        .setTriggerName(key.toProto().toBuilder().setName("other"))
                        .build()))
                .hasMessageContaining("NOT_FOUND");
    }

    @Test
    void namesARunLikeEveryOtherImplementation() {
        TriggerKey hourly = new TriggerKey("flytesnacks", "development", "env.task", "hourly");

        assertThat(DueTrigger.runName(hourly, Instant.parse("2026-08-21T09:00:00Z")))
                .isEqualTo("r797e8f47e1d1458c");
    }

    private void passMinutes(int count) {
        for (int i = 0; i < count; i++) {
            clock.advance(Duration.ofMinutes(1));
            fireByBoth();
        }
    }

    private void fireByBoth() {
        Uni.join()
                .all(replicas.stream().map(TriggerScheduler::fireDue).toList())
                .andFailFast()
                .await()
                .atMost(TIMEOUT);
    }

    private void deploy(String expression, TriggerSpec spec) {
        deploy(cron(expression, "UTC"), spec.toBuilder());
    }

    private void deploy(TriggerAutomationSpec automation, TriggerSpec spec) {
        deploy(automation, spec.toBuilder());
    }

    /** The service's own clock is the real one: the schedule is set to this test's. */
    private void deploy(TriggerAutomationSpec automation, TriggerSpec.Builder spec) {
        triggers.deployTrigger(DeployTriggerRequest.newBuilder()
                .setName(key.toProto())
                .setSpec(spec.setActive(true).setTaskVersion("v1"))
                .setAutomationSpec(automation)
                .build());
        if (automation.hasSchedule()) {
            execute("UPDATE triggers SET anchor_at = '%s'".formatted(clock.instant()));
            setNextFire(DueTimes.of(automation.getSchedule(), clock.instant())
                    .after(clock.instant())
                    .orElseThrow()
                    .toString());
        }
    }

    private void setNextFire(String time) {
        execute("UPDATE triggers SET next_fire_at = '%s'".formatted(time));
    }

    private void execute(String update) {
        String table = update.contains("UPDATE tasks") ? "name" : "task_name";
        pool.query(update + " WHERE " + table + " = '" + key.taskName() + "'").executeAndAwait();
    }

    private void activate(boolean active) {
        triggers.updateTriggers(UpdateTriggersRequest.newBuilder()
                .addNames(key.toProto())
                .setActive(active)
                .build());
    }

    private Instant nextFireAt() {
        return ((OffsetDateTime)
                        selectOne("SELECT next_fire_at FROM triggers WHERE task_name = '%s'".formatted(key.taskName())))
                .toInstant();
    }

    private void end(String name) {
        write.phase(Requests.action(name, "a0"), ActionPhase.ACTION_PHASE_SUCCEEDED);
    }

    private List<String> firedRuns() {
        List<String> names = new ArrayList<>();
        for (Row row : pool.query("SELECT run_name FROM actions WHERE trigger_task_name = '%s' ORDER BY created_at"
                        .formatted(key.taskName()))
                .executeAndAwait()) {
            names.add(row.getString(0));
        }
        return names;
    }

    private List<Instant> firedTimes() {
        return firedRuns().stream()
                .map(name -> ProtoTime.toInstant(details(name).getRunSpec().getRunStartTime()))
                .sorted()
                .toList();
    }

    private RunDetails details(String name) {
        return runs.getRunDetails(GetRunDetailsRequest.newBuilder()
                        .setRunId(Requests.run(name))
                        .build())
                .getDetails();
    }

    private Inputs inputsOf(String name) {
        String uri = (String) selectOne("SELECT input_uri FROM actions WHERE run_name = '%s'".formatted(name));
        try {
            return Inputs.parseFrom(objects.read(uri, 10_000));
        } catch (InvalidProtocolBufferException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Instant> minutes(String first, int count) {
        List<Instant> times = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            times.add(Instant.parse(first).plus(Duration.ofMinutes(i)));
        }
        return times;
    }

    private static TriggerSpec withPolicy(String policy) {
        return TriggerSpec.newBuilder()
                .setRunSpec(RunSpec.newBuilder()
                        .setAnnotations(Annotations.newBuilder().putValues(OverlapPolicy.ANNOTATION, policy)))
                .build();
    }

    private static TriggerAutomationSpec cron(String expression, String zone) {
        return TriggerAutomationSpec.newBuilder()
                .setSchedule(Schedule.newBuilder()
                        .setCron(Cron.newBuilder().setExpression(expression).setTimezone(zone)))
                .build();
    }
}
