package org.flyte.runs.list;

import org.flyte.platform.identity.role.ProjectScopes;
import org.flyte.platform.identity.role.RoleBinding;
import org.flyte.runs.list.rule.Sql;

/** The condition that a row is of a project and domain that the caller may see. */
public final class ScopeCondition {
    private ScopeCondition() {}

    /** Adds the condition on the columns project and domain; none if everything may be seen. */
    public static void add(Sql sql, ProjectScopes scopes) {
        if (!scopes.all()) {
            sql.and(text(sql, scopes));
        }
    }

    /** Returns the condition and binds its values. */
    public static String text(Sql sql, ProjectScopes scopes) {
        return """
                EXISTS (SELECT FROM unnest(%s, %s) AS allowed(of_project, of_domain)
                         WHERE of_project IN ('%s', project) AND of_domain IN ('%s', domain))""".formatted(
                        sql.bind(scopes.projects(), "text[]"),
                        sql.bind(scopes.domains(), "text[]"),
                        RoleBinding.ALL,
                        RoleBinding.ALL);
    }
}
