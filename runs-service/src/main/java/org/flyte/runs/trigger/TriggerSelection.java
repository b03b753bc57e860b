package org.flyte.runs.trigger;

import org.flyte.idl.trigger.ListTriggersRequest;
import org.flyte.runs.list.rule.Sql;

/** Which triggers a list is about. A text that is empty matches everything. */
record TriggerSelection(String project, String domain, String taskName, String taskVersion) {
    static TriggerSelection of(ListTriggersRequest request) {
        return switch (request.getScopeByCase()) {
            case PROJECT_ID ->
                new TriggerSelection(
                        request.getProjectId().getName(), request.getProjectId().getDomain(), "", "");
            case TASK_NAME ->
                new TriggerSelection(
                        request.getTaskName().getProject(),
                        request.getTaskName().getDomain(),
                        request.getTaskName().getName(),
                        "");
            case TASK_ID ->
                new TriggerSelection(
                        request.getTaskId().getProject(),
                        request.getTaskId().getDomain(),
                        request.getTaskId().getName(),
                        request.getTaskId().getVersion());
            case ORG, SCOPEBY_NOT_SET -> new TriggerSelection("", "", "", "");
        };
    }

    void restrict(Sql sql) {
        equal(sql, "project", project);
        equal(sql, "domain", domain);
        equal(sql, "task_name", taskName);
        equal(sql, "task_version", taskVersion);
    }

    private static void equal(Sql sql, String column, String wanted) {
        if (!wanted.isEmpty()) {
            sql.equal(column, wanted);
        }
    }
}
