package org.flyte.runs.action;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.flyte.runs.db.ArrayParameters;

/** The append-only log of events. */
@ApplicationScoped
class EventStore {
    private static final String INSERT = """
            INSERT INTO action_events (project, domain, run_name, name, attempt, phase, version, info, error_kind)
            SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::int[], $6::smallint[], $7::int[],
                                 $8::bytea[], $9::text[])
            ON CONFLICT DO NOTHING
            """;

    /** Appends events; those that are there already are left alone. */
    Uni<Void> append(SqlClient client, List<EventRow> events) {
        return client.preparedQuery(INSERT)
                .execute(ArrayParameters.of(events)
                        .key(EventRow::key)
                        .integer(EventRow::attempt)
                        .small(e -> e.phase().getNumber())
                        .integer(EventRow::version)
                        .bytes(e -> e.event().toByteString())
                        .text(EventRow::errorKind)
                        .tuple())
                .replaceWithVoid();
    }
}
