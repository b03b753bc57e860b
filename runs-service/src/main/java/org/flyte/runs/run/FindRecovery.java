package org.flyte.runs.run;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;
import org.flyte.idl.common.Relation;
import org.flyte.idl.common.RelationType;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.FlyteException.NotFound;
import org.flyte.platform.model.RequestFields;
import org.flyte.platform.model.RunKey;
import org.flyte.runs.db.ActionKeySql;
import org.flyte.runs.db.Keyed;
import org.flyte.runs.db.ResultRows;

/**
 * Finds the run that a new run recovers, and which of its actions are to be executed all the same. Fails with NotFound or
 * InvalidArgument when there is no such run or action.
 */
@ApplicationScoped
class FindRecovery {
    private static final int MAX_FORCED = 1_000;

    private static final String SOURCE = """
            WITH RECURSIVE forced AS (
                SELECT a.name, a.parent_action_name
                  FROM unnest($4::text[]) AS f(name) JOIN actions AS a ON %1$s
                UNION
                SELECT a.name, a.parent_action_name
                  FROM forced JOIN actions AS a ON %2$s)
            SELECT EXISTS (SELECT FROM actions AS root WHERE %3$s AND NOT root.tracked) AS found,
                   COALESCE((SELECT array_agg(name) FROM forced), '{}') AS forced
            """.formatted(
                    ActionKeySql.match("a", "$1", "$2", "$3", "f.name"),
                    ActionKeySql.match("a", "$1", "$2", "$3", "forced.parent_action_name"),
                    ActionKeySql.match("root", "$1", "$2", "$3", ActionKeySql.ROOT));

    private final Pool keyed;

    FindRecovery(@Keyed Pool keyed) {
        this.keyed = keyed;
    }

    Uni<Recovery> execute(RunRequest request) {
        Relation relation = request.settings().getRelation();
        List<String> forced = request.settings().getRecover().getForceRerunActionsList();
        if (relation.getRelationType() != RelationType.RELATION_TYPE_RECOVER) {
            if (!forced.isEmpty()) {
                throw new InvalidArgument(
                        "run_spec.recover needs run_spec.relation of type RELATION_TYPE_RECOVER that names the run");
            }
            return Uni.createFrom().item(Recovery.NONE);
        }
        RunKey source = RequestFields.run("run_spec.relation.related_to", relation.getRelatedTo());
        if (!source.project().equals(request.run().project())
                || !source.domain().equals(request.run().domain())) {
            throw new InvalidArgument(
                    "run_spec.relation.related_to: run %s can be recovered only in its own project and domain", source);
        }
        if (forced.size() > MAX_FORCED) {
            throw new InvalidArgument(
                    "run_spec.recover.force_rerun_actions has %d names; at most %d are allowed",
                    forced.size(), MAX_FORCED);
        }
        return find(source, forced);
    }

    private Uni<Recovery> find(RunKey source, List<String> forced) {
        return keyed.preparedQuery(SOURCE)
                .execute(Tuple.of(source.project(), source.domain(), source.name())
                        .addValue(forced.toArray(String[]::new)))
                .map(rows -> ResultRows.of(rows)
                        .first(row -> recovery(source, forced, row))
                        .orElseThrow());
    }

    private static Recovery recovery(RunKey source, List<String> wanted, Row row) {
        if (!row.getBoolean("found")) {
            throw new NotFound("run_spec.relation.related_to: run %s does not exist", source);
        }
        Set<String> forced = Set.of(row.getArrayOfStrings("forced"));
        wanted.stream().filter(name -> !forced.contains(name)).findFirst().ifPresent(name -> {
            throw new NotFound("run_spec.recover.force_rerun_actions: run %s has no action %s", source, name);
        });
        return new Recovery(source, forced);
    }
}
