package org.flyte.runs.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.flyte.idl.common.EnrichedIdentity;
import org.flyte.idl.common.ProjectIdentifier;
import org.flyte.idl.task.DocumentationEntity;
import org.flyte.idl.task.Environment;
import org.flyte.idl.task.ListTasksRequest;
import org.flyte.idl.task.Task;
import org.flyte.idl.task.TaskIdentifier;
import org.flyte.idl.task.TaskSpec;
import org.flyte.idl.task.TaskTriggersSummary.SummaryCase;
import org.flyte.platform.identity.role.ProjectScopes;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.runs.list.rule.ListQuery;
import org.flyte.runs.list.rule.Sql;
import org.flyte.runs.run.Requests;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskVersionTest {
    private static final TaskKey KEY = new TaskKey("p", "d", "env.task", "v1");

    @ParameterizedTest
    @CsvSource({
        "env.task, env, task",
        "env.sub.task, env, sub.task",
        "pkg.mod.task, env, task",
        "task, '', task",
        "env., env, ''"
    })
    void namesTheFunctionWithoutItsEnvironment(String name, String environment, String function) {
        TaskSpec spec = Requests.spec(name).toBuilder()
                .setEnvironment(Environment.newBuilder().setName(environment))
                .build();

        assertThat(TaskVersion.of(new TaskKey("p", "d", name, "v1"), spec).functionName())
                .isEqualTo(function);
    }

    @Test
    void cutsDescriptionsBetweenCharacters() {
        TaskSpec spec = Requests.spec("t").toBuilder()
                .setEnvironment(Environment.newBuilder().setDescription("😀".repeat(256)))
                .setDocumentation(DocumentationEntity.newBuilder().setLongDescription("ä".repeat(3000)))
                .build();

        TaskSpec stored = TaskVersion.of(KEY, spec).spec();

        assertThat(stored.getEnvironment().getDescription()).isEqualTo("😀".repeat(255));
        assertThat(stored.getDocumentation().getLongDescription()).hasSize(2048);
    }

    @Test
    void refusesASpecWithoutTemplateAndLongNames() {
        assertThatThrownBy(() -> TaskVersion.of(KEY, TaskSpec.getDefaultInstance()))
                .isInstanceOf(InvalidArgument.class)
                .hasMessage("spec.task_template is required");
        assertThatThrownBy(() -> TaskKey.of(
                        "task_id",
                        TaskIdentifier.newBuilder()
                                .setProject("p")
                                .setDomain("d")
                                .build()))
                .hasMessage("task_id.name is required");
        assertThat(TaskKey.of("task_id", KEY.toProto())).isEqualTo(KEY);
    }

    @Test
    void summarisesTriggers() {
        assertThat(task(0, 0).getMetadata().hasTriggersSummary()).isFalse();
        assertThat(task(1, 1).getMetadata().getTriggersSummary().getSummaryCase())
                .isEqualTo(SummaryCase.DETAILS);
        assertThat(task(3, 2).getMetadata().getTriggersSummary().getStats().getActive())
                .isEqualTo(2);
        assertThat(task(0, 0).getMetadata().getShortName()).isEqualTo("task");
    }

    @Test
    void restrictsAListToAProjectAndDomain() {
        Sql sql = new Sql();

        String where = TaskSelection.of(
                        ListTasksRequest.newBuilder()
                                .setProjectId(ProjectIdentifier.newBuilder()
                                        .setName("p")
                                        .setDomain("d"))
                                .build(),
                        ProjectScopes.ALL)
                .where(sql);

        assertThat(where).isEqualTo(" WHERE project = $1::text AND domain = $2::text");
        assertThat(TaskSelection.of(ListTasksRequest.getDefaultInstance(), ProjectScopes.ALL)
                        .where(sql))
                .isEmpty();
        assertThat(ListQuery.first(10, TaskColumns.TASKS).order().sql())
                .isEqualTo("updated_at DESC, name DESC, project DESC, domain DESC");
        assertThat(ListQuery.first(10, TaskColumns.VERSIONS).order().sql()).isEqualTo("updated_at DESC, version DESC");
        assertThat(TaskColumns.TASKS.labels()).isNull();
    }

    private static Task task(long total, long active) {
        return new TaskRow(
                        KEY,
                        "task",
                        "env",
                        "",
                        EnrichedIdentity.getDefaultInstance(),
                        Instant.EPOCH,
                        new TaskRow.Triggers(total, active, total == 1 ? "only" : null, null))
                .toTask()
                .build();
    }
}
