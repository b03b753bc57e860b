package org.flyte.runs;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.mutiny.sqlclient.Pool;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The plan that PostgreSQL keeps for a statement of the keyed pool. */
public record KeyedPlan(String text) {
    /** Of a statement whose parameters have casts. */
    public static KeyedPlan of(Pool keyed, String statement) {
        return new KeyedPlan(StreamSupport.stream(
                        keyed.query("EXPLAIN (GENERIC_PLAN) " + statement)
                                .executeAndAwait()
                                .spliterator(),
                        false)
                .map(row -> row.getString(0))
                .collect(Collectors.joining("\n")));
    }

    /** Fails unless all actions are found one by one through the primary key. */
    public void assertThatActionsAreFoundByPrimaryKey() {
        assertThat(text.lines().filter(line -> line.contains(" on actions ")))
                .as(text)
                .isNotEmpty()
                .allMatch(line -> line.contains("Index Scan using actions_pkey")
                        || line.contains("Update on actions")
                        || line.contains("Insert on actions"));
        assertThat(text).contains("Index Scan using actions_pkey").doesNotContain("Seq Scan on actions");
    }
}
