package org.flyte.runs.list;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.flyte.idl.common.TriggerName;
import org.flyte.idl.task.TaskIdentifier;
import org.flyte.idl.task.TaskName;
import org.flyte.idl.workflow.ListRunsRequest;
import org.flyte.idl.workflow.ListRunsResponse;
import org.flyte.runs.list.rule.ListQuery;
import org.flyte.runs.list.rule.Sql;
import org.flyte.runs.query.rule.ActionProjection;

/** Pages through runs (runs spec §6.6). */
@ApplicationScoped
public class ListRuns {
    private static final List<String> UNIQUE = List.of("run_name", "project", "domain");
    private static final String HAS_PAUSED = """
            EXISTS (SELECT 1 FROM actions AS p
                     WHERE p.project = a.project AND p.domain = a.domain AND p.run_name = a.run_name AND p.phase = 9)""";

    private final ActionPages pages;

    ListRuns(ActionPages pages) {
        this.pages = pages;
    }

    public Uni<ListRunsResponse> execute(ListRunsRequest request) {
        return pages.read(ListQuery.of(request.getRequest(), scope(request), UNIQUE))
                .map(page -> {
                    ListRunsResponse.Builder response =
                            ListRunsResponse.newBuilder().setToken(page.token());
                    page.rows().forEach(row -> response.addRuns(ActionProjection.run(row)));
                    return response.build();
                });
    }

    private static Sql scope(ListRunsRequest request) {
        Sql scope = new Sql().and("parent_action_name IS NULL");
        switch (request.getScopeByCase()) {
            case PROJECT_ID -> {
                given(scope, "project", request.getProjectId().getName());
                given(scope, "domain", request.getProjectId().getDomain());
            }
            case TRIGGER_NAME -> {
                TriggerName trigger = request.getTriggerName();
                given(scope, "project", trigger.getProject());
                given(scope, "domain", trigger.getDomain());
                given(scope, "trigger_task_name", trigger.getTaskName());
                given(scope, "trigger_name", trigger.getName());
            }
            case TASK_NAME -> {
                TaskName task = request.getTaskName();
                addTask(scope, task.getProject(), task.getDomain(), task.getName());
            }
            case TASK_ID -> {
                TaskIdentifier task = request.getTaskId();
                addTask(scope, task.getProject(), task.getDomain(), task.getName());
                given(scope, "task_version", task.getVersion());
            }
            case ORG, SCOPEBY_NOT_SET -> {}
        }
        return request.getPausedActionsOnly() ? scope.and(HAS_PAUSED) : scope;
    }

    private static void addTask(Sql scope, String project, String domain, String name) {
        given(scope, "task_project", project);
        given(scope, "task_domain", domain);
        given(scope, "task_name", name);
    }

    private static void given(Sql scope, String column, String value) {
        if (!value.isEmpty()) {
            scope.equal(column, value);
        }
    }
}
