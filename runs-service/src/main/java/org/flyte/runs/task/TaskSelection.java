package org.flyte.runs.task;

import java.util.ArrayList;
import java.util.List;
import org.flyte.idl.task.ListTasksRequest;
import org.flyte.platform.identity.role.ProjectScopes;
import org.flyte.runs.list.ScopeCondition;
import org.flyte.runs.list.rule.Sql;

/**
 * Which tasks a list is about. A text that is empty matches everything.
 *
 * @param readable where the caller may read
 */
record TaskSelection(String project, String domain, ProjectScopes readable) {
    static TaskSelection of(ListTasksRequest request, ProjectScopes readable) {
        return switch (request.getScopeByCase()) {
            case PROJECT_ID ->
                new TaskSelection(
                        request.getProjectId().getName(), request.getProjectId().getDomain(), readable);
            case ORG, SCOPEBY_NOT_SET -> new TaskSelection("", "", readable);
        };
    }

    /** The WHERE clause of the scope, "" for all; its values are bound in the query's order. */
    String where(Sql sql) {
        List<String> conditions = new ArrayList<>();
        if (!project.isEmpty()) {
            conditions.add("project = " + sql.bind(project, "text"));
        }
        if (!domain.isEmpty()) {
            conditions.add("domain = " + sql.bind(domain, "text"));
        }
        if (!readable.all()) {
            conditions.add(ScopeCondition.text(sql, readable));
        }
        return conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
    }
}
