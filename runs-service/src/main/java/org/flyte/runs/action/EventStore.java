package org.flyte.runs.action;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.flyte.runs.db.ArrayParameters;

/** The append-only log of events. */
@ApplicationScoped
class EventStore {
    private static final String INSERT = insert(1);

    /** The statement that appends events, whose parameters begin with this number. */
    static String insert(int first) {
        String types = "text text text text int smallint int bytea text";
        AtomicInteger number = new AtomicInteger(first);
        String arrays = Arrays.stream(types.split(" ", -1))
                .map(type -> "$%d::%s[]".formatted(number.getAndIncrement(), type))
                .collect(Collectors.joining(", "));
        return """
                INSERT INTO action_events (project, domain, run_name, name, attempt, phase, version, info, error_kind)
                SELECT * FROM unnest(%s)
                ON CONFLICT DO NOTHING
                """.formatted(arrays);
    }

    /** Appends events; those that are there already are left alone. */
    Uni<Void> append(SqlClient client, List<EventRow> events) {
        return client.preparedQuery(INSERT)
                .execute(addParameters(Tuple.tuple(), events))
                .replaceWithVoid();
    }

    /** Adds the parameters of {@link #insert} to those before them. */
    static Tuple addParameters(Tuple before, List<EventRow> events) {
        return ArrayParameters.of(events, before)
                .key(EventRow::key)
                .integer(EventRow::attempt)
                .small(e -> e.phase().getNumber())
                .integer(EventRow::version)
                .bytes(e -> e.event().toByteString())
                .text(EventRow::errorKind)
                .tuple();
    }
}
