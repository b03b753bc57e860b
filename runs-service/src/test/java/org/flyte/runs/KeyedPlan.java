package org.flyte.runs;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.mutiny.sqlclient.SqlClient;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The plan that PostgreSQL keeps for a statement of the keyed pool. */
public record KeyedPlan(String text) {
    private static final Pattern KEY_CONDITION = Pattern.compile("Index Cond: \\(\\(run_name = .*\\) AND \\(name = ");

    /** Of a statement whose parameters have casts; by the pool or by one of its connections. */
    public static KeyedPlan of(SqlClient keyed, String statement) {
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

    /** As above, and fails too if an index is read without a key. */
    public void assertThatOnlyActionsOfTheKeysAreRead() {
        assertThatActionsAreFoundByPrimaryKey();
        assertThat(text.lines()
                        .filter(line -> line.contains("using actions_pkey"))
                        .count())
                .as("scans with the key in %s", text)
                .isEqualTo(text.lines().filter(KEY_CONDITION.asPredicate()).count());
    }
}
