package org.flyte.runs.trigger;

import org.flyte.idl.trigger.ListTriggersRequest;
import org.flyte.platform.identity.role.ProjectScopes;
import org.flyte.runs.list.ScopeCondition;
import org.flyte.runs.list.rule.Sql;

/**
 * Which triggers a list is about. A text that is empty matches everything.
 *
 * @param readable where the caller may read
 */
record TriggerSelection(String project, String domain, String taskName, String taskVersion, ProjectScopes readable) {
    static TriggerSelection of(ListTriggersRequest request, ProjectScopes readable) {
        return switch (request.getScopeByCase()) {
            case PROJECT_ID ->
                new TriggerSelection(
                        request.getProjectId().getName(), request.getProjectId().getDomain(), "", "", readable);
            case TASK_NAME ->
                new TriggerSelection(
                        request.getTaskName().getProject(),
                        request.getTaskName().getDomain(),
                        request.getTaskName().getName(),
                        "",
                        readable);
            case TASK_ID ->
                new TriggerSelection(
                        request.getTaskId().getProject(),
                        request.getTaskId().getDomain(),
                        request.getTaskId().getName(),
                        request.getTaskId().getVersion(),
                        readable);
            case ORG, SCOPEBY_NOT_SET -> new TriggerSelection("", "", "", "", readable);
        };
    }

    void restrict(Sql sql) {
        equal(sql, "project", project);
        equal(sql, "domain", domain);
        equal(sql, "task_name", taskName);
        equal(sql, "task_version", taskVersion);
        ScopeCondition.add(sql, readable);
    }

    private static void equal(Sql sql, String column, String wanted) {
        if (!wanted.isEmpty()) {
            sql.equal(column, wanted);
        }
    }
}
