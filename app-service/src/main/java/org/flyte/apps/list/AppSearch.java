package org.flyte.apps.list;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import org.flyte.apps.db.AppsDatabase;
import org.flyte.apps.list.rule.AppFilter;
import org.flyte.apps.list.rule.AppQuery;
import org.flyte.apps.list.rule.SortOrder;
import org.flyte.apps.store.AppRecord;
import org.flyte.apps.store.AppRows;
import org.flyte.platform.identity.role.ProjectScopes;

/** Finds the apps that a query asks for. Deleted ones are not found. */
@ApplicationScoped
class AppSearch {
    private final AppsDatabase database;

    AppSearch(AppsDatabase database) {
        this.database = database;
    }

    /** The apps from the place of the query on, of those in the scopes. */
    Uni<List<AppRecord>> page(AppQuery query, ProjectScopes scopes, int limit) {
        Tuple parameters = Tuple.tuple();
        String conditions = conditions(query, scopes, parameters) + place(query, parameters);
        String direction = query.order().ascending() ? "ASC" : "DESC";
        String order = query.order().byName() ? "name %1$s, number %1$s" : "number %1$s";
        String sql = "SELECT %s FROM apps.apps WHERE %s ORDER BY %s LIMIT %d"
                .formatted(AppRows.COLUMNS, conditions, order.formatted(direction), limit);
        return database.execute(sql, parameters).map(AppRows::all);
    }

    /** The number of apps of the query in the scopes, on all pages. */
    Uni<Long> count(AppQuery query, ProjectScopes scopes) {
        Tuple parameters = Tuple.tuple();
        String sql = "SELECT count(*) AS count FROM apps.apps WHERE " + conditions(query, scopes, parameters);
        return database.execute(sql, parameters)
                .map(rows -> rows.iterator().next().getLong("count"));
    }

    private static String conditions(AppQuery query, ProjectScopes scopes, Tuple parameters) {
        List<String> conditions = new ArrayList<>(List.of("deleted_at IS NULL"));
        query.project().ifPresent(project -> conditions.add("project = " + next(parameters.addString(project))));
        query.domain().ifPresent(domain -> conditions.add("domain = " + next(parameters.addString(domain))));
        for (AppFilter filter : query.filters()) {
            String values = next(parameters.addArrayOfString(filter.values().toArray(String[]::new)));
            conditions.add(
                    filter.isIn()
                            ? "%s = ANY (%s)".formatted(filter.column(), values)
                            : "%s <> ALL (%s)".formatted(filter.column(), values));
        }
        if (!scopes.all()) {
            conditions.add(allowed(scopes, parameters));
        }
        return String.join(" AND ", conditions);
    }

    private static String allowed(ProjectScopes scopes, Tuple parameters) {
        return """
                EXISTS (SELECT FROM unnest(%s::text[], %s::text[]) AS allowed(of_project, of_domain)
                         WHERE of_project IN ('*', project) AND of_domain IN ('*', domain))""".formatted(
                        next(parameters.addArrayOfString(scopes.projects())),
                        next(parameters.addArrayOfString(scopes.domains())));
    }

    private static String place(AppQuery query, Tuple parameters) {
        if (query.after().isEmpty()) {
            return "";
        }
        String token = query.after().get();
        String compared = query.order().ascending() ? ">" : "<";
        String number = next(parameters.addLong(SortOrder.number(token)));
        return query.order().byName()
                ? " AND (name, number) %s (%s, %s)"
                        .formatted(compared, next(parameters.addString(SortOrder.name(token))), number)
                : " AND number %s %s".formatted(compared, number);
    }

    /** The placeholder of the parameter that was added last. */
    private static String next(Tuple parameters) {
        return "$" + parameters.size();
    }
}
