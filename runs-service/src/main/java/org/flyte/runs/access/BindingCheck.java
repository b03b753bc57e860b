package org.flyte.runs.access;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.flyte.platform.identity.role.RoleBinding;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.runs.db.ResultRows;
import org.flyte.runs.project.KnownDomains;

/** Refuses bindings to what does not exist: nobody would notice a role in a project that is spelt wrong. */
@ApplicationScoped
class BindingCheck {
    private static final String EXISTING = "SELECT identifier FROM projects WHERE identifier = ANY($1)";

    private final Pool pool;
    private final KnownDomains domains;

    BindingCheck(Pool pool, KnownDomains domains) {
        this.pool = pool;
        this.domains = domains;
    }

    /** Fails with InvalidArgument that names the project or domain. */
    Uni<Void> require(List<RoleBinding> bindings) {
        Set<String> projects = names(bindings.stream().map(RoleBinding::project).toList());
        Set<String> named = names(bindings.stream().map(RoleBinding::domain).toList());
        return existing(projects)
                .invoke(found -> projects.stream()
                        .filter(project -> !found.contains(project))
                        .findFirst()
                        .ifPresent(missing -> {
                            throw new InvalidArgument("project '%s' does not exist, use its name or *", missing);
                        }))
                .chain(() -> Multi.createFrom()
                        .iterable(named)
                        .onItem()
                        .transformToUniAndConcatenate(domains::require)
                        .collect()
                        .last());
    }

    private Uni<Set<String>> existing(Set<String> projects) {
        return pool.preparedQuery(EXISTING)
                .execute(Tuple.of(projects.toArray(String[]::new)))
                .map(rows -> Set.copyOf(ResultRows.of(rows).list(row -> row.getString(0))));
    }

    private static Set<String> names(List<String> all) {
        return all.stream().filter(name -> !name.equals(RoleBinding.ALL)).collect(Collectors.toSet());
    }
}
