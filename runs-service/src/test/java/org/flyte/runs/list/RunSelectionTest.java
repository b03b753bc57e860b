package org.flyte.runs.list;

import static org.assertj.core.api.Assertions.assertThat;

import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.common.ProjectIdentifier;
import org.flyte.idl.common.TriggerName;
import org.flyte.idl.task.TaskIdentifier;
import org.flyte.idl.task.TaskName;
import org.flyte.idl.workflow.ListRunsRequest;
import org.flyte.idl.workflow.WatchRunsRequest;
import org.flyte.platform.model.RunKey;
import org.flyte.runs.list.rule.Sql;
import org.flyte.runs.query.row.ActionRow;
import org.flyte.runs.query.row.ActionRowSamples;
import org.junit.jupiter.api.Test;

class RunSelectionTest {
    /** Of project flytesnacks, domain development, task pkg.a0 in version v1, without a trigger. */
    private static final ActionRow ROOT = ActionRowSamples.row("a0", null, ActionPhase.ACTION_PHASE_QUEUED, 1);

    @Test
    void selectsRunsOfAProject() {
        RunSelection selection = RunSelection.of(ListRunsRequest.newBuilder()
                .setProjectId(
                        ProjectIdentifier.newBuilder().setName("flytesnacks").setDomain("development"))
                .build());

        assertThat(conditions(selection)).isEqualTo("project = $1::text AND domain = $2::text");
        assertThat(selection.holds(ROOT)).isTrue();
        assertThat(selection.mayHold(new RunKey("other", "development", "r1"))).isFalse();
        assertThat(selection)
                .isEqualTo(RunSelection.of(WatchRunsRequest.newBuilder()
                        .setProjectId(ProjectIdentifier.newBuilder()
                                .setName("flytesnacks")
                                .setDomain("development"))
                        .build()));
    }

    @Test
    void selectsRunsOfATaskInAnyVersion() {
        RunSelection selection = RunSelection.of(ListRunsRequest.newBuilder()
                .setTaskName(TaskName.newBuilder().setName("pkg.a0"))
                .build());

        assertThat(conditions(selection)).isEqualTo("task_name = $1::text");
        assertThat(selection.holds(ROOT)).isTrue();
    }

    @Test
    void selectsRunsOfATaskInOneVersion() {
        RunSelection selection = RunSelection.of(WatchRunsRequest.newBuilder()
                .setTaskId(TaskIdentifier.newBuilder()
                        .setProject("flytesnacks")
                        .setDomain("development")
                        .setName("pkg.a0")
                        .setVersion("v2"))
                .build());

        assertThat(conditions(selection))
                .isEqualTo("task_project = $1::text AND task_domain = $2::text AND task_name = $3::text"
                        + " AND task_version = $4::text");
        assertThat(selection.mayHold(ROOT.key().run())).isTrue();
        assertThat(selection.holds(ROOT)).isFalse();
    }

    @Test
    void selectsRunsOfATrigger() {
        RunSelection selection = RunSelection.of(ListRunsRequest.newBuilder()
                .setTriggerName(TriggerName.newBuilder()
                        .setProject("flytesnacks")
                        .setDomain("development")
                        .setTaskName("pkg.a0")
                        .setName("nightly"))
                .build());

        assertThat(conditions(selection))
                .isEqualTo("project = $1::text AND domain = $2::text AND trigger_task_name = $3::text"
                        + " AND trigger_name = $4::text");
        assertThat(selection.holds(ROOT)).isFalse();
    }

    @Test
    void selectsEveryRunWithoutATarget() {
        RunSelection selection = RunSelection.of(WatchRunsRequest.getDefaultInstance());

        assertThat(conditions(selection)).isEqualTo("true");
        assertThat(selection.holds(ROOT)).isTrue();
    }

    private static String conditions(RunSelection selection) {
        Sql sql = new Sql();
        selection.restrict(sql);
        return sql.where();
    }
}
