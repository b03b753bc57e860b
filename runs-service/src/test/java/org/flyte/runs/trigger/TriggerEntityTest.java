package org.flyte.runs.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.flyte.idl.common.EnrichedIdentity;
import org.flyte.idl.common.OffloadedInputData;
import org.flyte.idl.common.ProjectIdentifier;
import org.flyte.idl.common.TriggerName;
import org.flyte.idl.common.User;
import org.flyte.idl.common.UserIdentifier;
import org.flyte.idl.task.Cron;
import org.flyte.idl.task.Inputs;
import org.flyte.idl.task.Schedule;
import org.flyte.idl.task.TaskIdentifier;
import org.flyte.idl.task.TaskName;
import org.flyte.idl.task.TaskTrigger;
import org.flyte.idl.task.TaskTriggerSpec;
import org.flyte.idl.task.TriggerAutomationSpec;
import org.flyte.idl.trigger.ListTriggersRequest;
import org.flyte.idl.trigger.TriggerDetails;
import org.flyte.idl.trigger.TriggerSpec;
import org.flyte.platform.identity.role.ProjectScopes;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.runs.list.rule.ListQuery;
import org.junit.jupiter.api.Test;

/** What a change of a trigger does to its row, without a database. */
class TriggerEntityTest {
    private static final Instant NOW = Instant.parse("2026-08-21T09:30:00Z");
    private static final TriggerKey KEY = new TriggerKey("p", "d", "env.task", "hourly");
    private static final byte[] WHO = EnrichedIdentity.newBuilder()
            .setUser(User.newBuilder().setId(UserIdentifier.newBuilder().setSubject("alice")))
            .build()
            .toByteArray();

    private final TriggerEntity trigger = new TriggerEntity();

    @Test
    void isDueAfterItsDeployment() {
        deploy("0 * * * *", true, NOW);

        assertThat(trigger.revision).isOne();
        assertThat(trigger.nextFireAt).isEqualTo(Instant.parse("2026-08-21T10:00:00Z"));
        assertThat(trigger.anchorAt).isEqualTo(NOW);
        assertThat(trigger.updatedAt).isEqualTo(NOW);
    }

    @Test
    void keepsItsDueTimeWhenTheSameScheduleIsDeployedAgain() {
        deploy("0 * * * *", true, NOW);
        trigger.nextFireAt = Instant.parse("2026-08-21T03:00:00Z");

        deploy("0 * * * *", true, NOW.plusSeconds(60));

        assertThat(trigger.revision).isEqualTo(2);
        assertThat(trigger.nextFireAt).isEqualTo(Instant.parse("2026-08-21T03:00:00Z"));
        assertThat(trigger.updatedAt).isEqualTo(NOW);
        assertThat(trigger.deployedAt).isEqualTo(NOW.plusSeconds(60));
    }

    @Test
    void startsAnotherScheduleNow() {
        deploy("0 * * * *", true, NOW);
        trigger.nextFireAt = Instant.parse("2026-08-21T03:00:00Z");
        trigger.failures = 3;

        deploy("45 * * * *", true, NOW);

        assertThat(trigger.nextFireAt).isEqualTo(Instant.parse("2026-08-21T09:45:00Z"));
        assertThat(trigger.failures).isZero();
    }

    @Test
    void isNeverDueWhileItIsOffOrDeleted() {
        deploy("0 * * * *", false, NOW);
        assertThat(trigger.nextFireAt).isNull();
        assertThat(trigger.activate(false, WHO, NOW)).as("nothing changed").isFalse();

        assertThat(trigger.activate(true, WHO, NOW)).isTrue();
        assertThat(trigger.nextFireAt).isNotNull();
        assertThat(trigger.delete(WHO, NOW)).isTrue();
        assertThat(trigger.nextFireAt).isNull();
        assertThat(trigger.delete(WHO, NOW)).isFalse();
        assertThat(trigger.activate(true, WHO, NOW)).isFalse();
        assertThat(trigger.revision).isEqualTo(3);

        deploy("0 * * * *", true, NOW);
        assertThat(trigger.deletedAt).isNull();
        assertThat(trigger.nextFireAt).isNotNull();
    }

    @Test
    void showsItsColumnsInItsDetails() {
        deploy("0 * * * *", true, NOW);
        trigger.triggeredAt = NOW.plus(Duration.ofHours(1));
        trigger.deletedAt = NOW.plus(Duration.ofHours(2));
        TriggerRevisionEntity revision = new TriggerRevisionEntity();
        revision.copyFrom(trigger);

        TriggerDetails details = new TriggerMessages(KEY, 7, revision).details();

        assertThat(details.getId().getRevision()).isEqualTo(7);
        assertThat(TriggerKey.of("name", details.getId().getName()))
                .isEqualTo(KEY)
                .hasToString("p/d/env.task/hourly");
        assertThat(details.getSpec().getTaskVersion()).isEqualTo("v1");
        assertThat(details.getDescription()).isEqualTo("each hour");
        assertThat(details.getStatus().hasTriggeredAt()).isTrue();
        assertThat(details.getStatus().hasDeletedAt()).isTrue();
        assertThat(details.getMetadata().getDeployedBy().getUser().getId().getSubject())
                .isEqualTo("alice");
        assertThat(TriggerRevisionKey.of(KEY, 7).revision()).isEqualTo(7);
    }

    @Test
    void takesInputsAndRunSpecOfATaskTrigger() {
        TaskTrigger inline = TaskTrigger.newBuilder()
                .setName("a")
                .setSpec(TaskTriggerSpec.newBuilder()
                        .setInputs(Inputs.getDefaultInstance())
                        .setDescription("x".repeat(300)))
                .build();
        TaskTrigger uploaded = TaskTrigger.newBuilder()
                .setName("a")
                .setSpec(TaskTriggerSpec.newBuilder()
                        .setOffloadedInputData(OffloadedInputData.newBuilder().setUri("s3://b/up")))
                .build();

        TriggerVersion first = TriggerVersion.of("p", "d", "t", "v1", inline, NOW);
        TriggerVersion second = TriggerVersion.of("p", "d", "t", "v1", uploaded, NOW);

        assertThat(first.spec().hasInputs()).isTrue();
        assertThat(first.description()).hasSize(255);
        assertThat(second.spec().getOffloadedInputData().getUri()).isEqualTo("s3://b/up");
        assertThatThrownBy(() -> TriggerVersion.of(KEY, TriggerSpec.getDefaultInstance(), cron("* * * * *"), NOW))
                .isInstanceOf(InvalidArgument.class)
                .hasMessage("spec.task_version is required");
    }

    @Test
    void selectsByEachScope() {
        assertThat(TriggerSelection.of(
                        ListTriggersRequest.newBuilder()
                                .setProjectId(ProjectIdentifier.newBuilder()
                                        .setName("p")
                                        .setDomain("d"))
                                .build(),
                        ProjectScopes.ALL))
                .isEqualTo(new TriggerSelection("p", "d", "", "", ProjectScopes.ALL));
        assertThat(TriggerSelection.of(
                        ListTriggersRequest.newBuilder()
                                .setTaskId(TaskIdentifier.newBuilder()
                                        .setProject("p")
                                        .setDomain("d")
                                        .setName("t")
                                        .setVersion("v"))
                                .build(),
                        ProjectScopes.ALL))
                .isEqualTo(new TriggerSelection("p", "d", "t", "v", ProjectScopes.ALL));
        TriggerSelection ofTask = TriggerSelection.of(
                ListTriggersRequest.newBuilder()
                        .setTaskName(TaskName.newBuilder()
                                .setProject("p")
                                .setDomain("d")
                                .setName("t"))
                        .build(),
                ProjectScopes.ALL);
        ListQuery query = ListQuery.first(10, TriggerColumns.TRIGGERS);
        ofTask.restrict(query.conditions());
        assertThat(query.conditions().where())
                .contains("project = ", "task_name = ")
                .doesNotContain("task_version");
        assertThat(query.order().sql())
                .isEqualTo("active DESC, updated_at DESC, project DESC, domain DESC, task_name DESC, name DESC");
        assertThat(ListQuery.first(10, TriggerColumns.REVISIONS).order().sql()).isEqualTo("revision DESC");
        assertThat(TriggerColumns.TRIGGERS.labels()).isNull();
        assertThatThrownBy(() -> TriggerKey.of("name", TriggerName.getDefaultInstance()))
                .hasMessage("name.project is required");
    }

    private void deploy(String expression, boolean active, Instant now) {
        trigger.key = KEY;
        trigger.deploy(
                TriggerVersion.of(
                        KEY,
                        TriggerSpec.newBuilder()
                                .setTaskVersion("v1")
                                .setActive(active)
                                .setDescription("each hour")
                                .build(),
                        cron(expression),
                        now),
                WHO,
                now);
    }

    private static TriggerAutomationSpec cron(String expression) {
        return TriggerAutomationSpec.newBuilder()
                .setSchedule(Schedule.newBuilder().setCron(Cron.newBuilder().setExpression(expression)))
                .build();
    }
}
