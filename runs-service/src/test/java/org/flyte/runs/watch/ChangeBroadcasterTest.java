package org.flyte.runs.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.flyte.platform.model.RunKey;
import org.flyte.platform.testkit.RealPostgres;
import org.flyte.runs.CountingPool;
import org.flyte.runs.RunsServiceTestBase;
import org.flyte.runs.db.Keyed;
import org.flyte.runs.query.row.ActionRow;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What it delivers, and the reads that it makes for that, counted. */
@QuarkusTest
@WithTestResource(RealPostgres.class)
class ChangeBroadcasterTest extends RunsServiceTestBase {
    @Inject
    @Keyed
    Pool keyed;

    @Inject
    WatchConfig config;

    @Inject
    Vertx vertx;

    @Inject
    ChangeStore store;

    private final List<ActionRow> delivered = new CopyOnWriteArrayList<>();
    private final List<Long> versions = new ArrayList<>();
    private final List<Long> rootVersions = new ArrayList<>();
    private RunKey key;
    private CountingPool counted;
    private ChangeBroadcaster broadcaster;
    private List<ActionRow> rows;

    @BeforeEach
    void watchARun() {
        write.child(write.run(run), "c1");
        key = new RunKey("flytesnacks", "development", run);
        rows = store.rows(key, new String[] {"a0", "c1"}).await().atMost(TIMEOUT);
        counted = new CountingPool(keyed);
        broadcaster = new ChangeBroadcaster(new ChangeStore(pool, counted.pool()), config, vertx);
        broadcaster.subscribe(key, delivered::addAll);
        broadcaster.subscribe(rows.getFirst().key().sibling("c1"), versions::add);
        broadcaster.subscribeToRoots((changed, version) -> rootVersions.add(version));
    }

    @Test
    void deliversWrittenRowsWithoutReadingThem() {
        broadcaster.written(rows);

        assertThat(delivered).containsExactlyInAnyOrderElementsOf(rows);
        assertThat(versions).containsExactly(row("c1").changeSeq());
        assertThat(rootVersions).containsExactly(row("a0").changeSeq());
        assertThat(counted.statements()).isEmpty();
    }

    @Test
    void doesNotReadAWrittenRowAgainThatAPollFinds() {
        broadcaster.written(rows);

        broadcaster.markChanged(key, Map.of("c1", row("c1").changeSeq()));

        assertThat(counted.statements()).isEmpty();
    }

    @Test
    void readsARowThatWasOnlyAnnounced() {
        broadcaster.changed(key, List.of("c1"));

        Awaitility.await().untilAsserted(() -> assertThat(delivered).containsExactly(row("c1")));
        assertThat(counted.statements()).containsExactly(ChangeStore.ROWS);
    }

    @Test
    void wantsRowsOfWatchedRunsOnly() {
        assertThat(broadcaster.wantsRows(key)).isTrue();
        assertThat(broadcaster.wantsRows(new RunKey("flytesnacks", "development", "other")))
                .isFalse();
    }

    private ActionRow row(String name) {
        return rows.stream().filter(row -> row.name().equals(name)).findFirst().orElseThrow();
    }
}
