package org.flyte.runs.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.flyte.platform.storage.ObjectStore;
import org.flyte.platform.testkit.RealPostgres;
import org.flyte.runs.RunsServiceTestBase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Runs of these tests ended in 2001 and are judged in that year, so that no other run is due. */
@QuarkusTest
@WithTestResource(RealPostgres.class)
class DeleteOldRunsTest extends RunsServiceTestBase {
    private static final Instant NOW = Instant.parse("2001-06-01T00:00:00Z");

    @Inject
    RetentionStore store;

    @Inject
    RunObjects objects;

    @Inject
    ObjectStore files;

    private final String project = "old" + run;

    private record Settings(
            Optional<Duration> maxAge,
            Map<String, Duration> projects,
            Optional<Duration> trackedMaxAge,
            boolean dryRun,
            boolean deleteObjects)
            implements RetentionConfig {
        @Override
        public Duration every() {
            return Duration.ofMinutes(10);
        }

        @Override
        public int batchSize() {
            return 7;
        }

        @Override
        public Duration pause() {
            return Duration.ZERO;
        }

        @Override
        public Duration unusedSpecAge() {
            return Duration.ofHours(24);
        }
    }

    @BeforeEach
    void removeRunsOfOtherTests() {
        pool.query("DELETE FROM actions WHERE created_at < '2002-01-01Z'").executeAndAwait();
    }

    @Test
    void deletesAnEndedRunWithAllThatBelongsToIt() {
        insert("done", "2001-01-02", 5, 30, 5, false);
        insert("young", "2001-05-31", 5, 1, 5, false);
        insert("live", "2001-01-02", 4, 1, 4, false);
        insert("livechild", "2001-01-02", 5, 1, 4, false);
        insert("reported", "2001-01-02", 5, 1, 5, true);
        String object = files.base() + "/" + project + "/development/done/a0/1/outputs.pb";
        files.write(object, new byte[] {1});

        long deleted = execute(new Settings(Optional.of(Duration.ofDays(30)), Map.of(), Optional.empty(), false, true));

        assertThat(deleted).isEqualTo(1);
        assertThat(runs()).containsExactly("live", "livechild", "reported", "young");
        assertThat(selectOne("SELECT count(*) FROM action_events WHERE project = '%s' AND run_name = 'done'"
                        .formatted(project)))
                .isEqualTo(0L);
        assertThat(selectOne("SELECT count(*) FROM listed_runs WHERE project = '%s' AND run_name = 'done'"
                        .formatted(project)))
                .isEqualTo(0L);
        assertThat(files.head(object)).isEmpty();
    }

    @Test
    void countsOnlyInADryRunAndDeletesNothingWithoutAnAge() {
        insert("done", "2001-01-02", 5, 1, 5, false);

        assertThat(execute(new Settings(Optional.of(Duration.ofDays(30)), Map.of(), Optional.empty(), true, false)))
                .isEqualTo(1);
        assertThat(execute(new Settings(Optional.empty(), Map.of(), Optional.empty(), false, false)))
                .isZero();
        assertThat(runs()).containsExactly("done");
    }

    @Test
    void prefersTheAgeOfTheProjectAndThatOfTrackedRuns() {
        insert("done", "2001-01-02", 5, 1, 5, false);
        insert("reported", "2001-01-02", 5, 1, 5, true);

        execute(new Settings(
                Optional.of(Duration.ofDays(30)), Map.of(project, Duration.ZERO), Optional.empty(), false, false));
        assertThat(runs()).containsExactly("done", "reported");

        execute(new Settings(Optional.empty(), Map.of(project, Duration.ofDays(100)), Optional.empty(), false, false));
        assertThat(runs()).containsExactly("reported");

        execute(new Settings(Optional.empty(), Map.of(), Optional.of(Duration.ofDays(100)), false, false));
        assertThat(runs()).isEmpty();
    }

    @Test
    void deletesSpecsThatNoActionRefersToAndThatWereNotUsedLately() {
        pool.query("""
                        INSERT INTO task_specs (digest, kind, spec, used_at)
                        VALUES ('\\x01', 1, '\\x', '2001-01-01Z'), ('\\x02', 1, '\\x', '2001-01-01Z'),
                               ('\\x03', 1, '\\x', '2001-05-31T23:00Z')
                        ON CONFLICT (digest) DO UPDATE SET used_at = EXCLUDED.used_at""").executeAndAwait();
        insert("young", "2001-05-31", 5, 1, 5, false);
        pool.query("UPDATE actions SET task_spec_digest = '\\x02' WHERE project = '%s'".formatted(project))
                .executeAndAwait();

        execute(new Settings(Optional.of(Duration.ofDays(30)), Map.of(), Optional.empty(), false, false));

        assertThat(selectOne("SELECT count(*) FROM task_specs WHERE digest = '\\x01'"))
                .isEqualTo(0L);
        assertThat(selectOne("SELECT count(*) FROM task_specs WHERE digest IN ('\\x02', '\\x03')"))
                .isEqualTo(2L);
    }

    private long execute(RetentionConfig config) {
        return new DeleteOldRuns(store, objects, config, Clock.fixed(NOW, ZoneOffset.UTC), new SimpleMeterRegistry())
                .execute()
                .await()
                .atMost(TIMEOUT);
    }

    private List<String> runs() {
        List<String> names = new java.util.ArrayList<>();
        pool.preparedQuery(
                        "SELECT run_name FROM actions WHERE project = $1 AND parent_action_name IS NULL ORDER BY run_name")
                .executeAndAwait(Tuple.of(project))
                .forEach(row -> names.add(row.getString(0)));
        return names;
    }

    private void insert(String name, String day, int phase, int children, int childPhase, boolean tracked) {
        pool.query("""
                        INSERT INTO actions (project, domain, run_name, name, parent_action_name, phase, action_type,
                                             created_at, updated_at, ended_at, tracked, run_output_base)
                        SELECT '%1$s', 'development', '%2$s', CASE i WHEN 0 THEN 'a0' ELSE 'c' || i END,
                               CASE i WHEN 0 THEN NULL ELSE 'a0' END, CASE i WHEN 0 THEN %4$d ELSE %6$d END, 1, '%3$sZ', '%3$sZ',
                               '%3$sZ', %7$s, '%8$s/%1$s/development/%2$s/'
                          FROM generate_series(0, %5$d) AS i""".formatted(project, name, day, phase, children, childPhase, tracked, files.base()))
                .executeAndAwait();
        pool.query("""
                        INSERT INTO action_events (project, domain, run_name, name, attempt, phase, version, info)
                        SELECT project, domain, run_name, name, 1, phase, v, '\\x' FROM actions, generate_series(0, 2) AS v
                         WHERE project = '%s' AND run_name = '%s'""".formatted(project, name)).executeAndAwait();
    }
}
