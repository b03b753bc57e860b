package org.flyte.runs.action;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.flyte.idl.common.ActionIdentifier;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.workflow.ActionEvent;
import org.flyte.platform.model.RunKey;
import org.flyte.platform.testkit.RealPostgres;
import org.flyte.runs.CountingPool;
import org.flyte.runs.RunsServiceTestBase;
import org.flyte.runs.Writers;
import org.flyte.runs.change.ChangeNotifier;
import org.flyte.runs.db.Keyed;
import org.flyte.runs.query.row.ActionRow;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The statements of UpdateActionStatus and what they give to watches, counted. */
@QuarkusTest
@WithTestResource(RealPostgres.class)
class WriteStatementsTest extends RunsServiceTestBase {
    @Inject
    @Keyed
    Pool keyed;

    @Inject
    PhaseStore phases;

    @Inject
    EventStore events;

    private final RecordingNotifier notifier = new RecordingNotifier();
    private CountingPool counted;
    private UpdateActionStatus updateStatus;
    private ActionIdentifier child;

    @BeforeEach
    void recordAChild() {
        counted = new CountingPool(keyed);
        updateStatus = new UpdateActionStatus(phases, notifier, counted.pool(), new SimpleMeterRegistry());
        child = write.child(write.run(run), "c1");
    }

    @Test
    void executesOneStatementAndReadsNoRowThatNobodyWatches() {
        Outcome outcome = report(ActionPhase.ACTION_PHASE_RUNNING);

        assertThat(outcome).isEqualTo(Outcome.OK);
        assertThat(counted.statements()).containsExactly(PhaseStore.APPLY);
        assertThat(notifier.names).containsExactly("c1");
        assertThat(notifier.rows).isEmpty();
    }

    @Test
    void answersTheChangedRowOfAWatchedRunWithTheSameStatement() {
        notifier.watching = true;

        Outcome outcome = report(ActionPhase.ACTION_PHASE_RUNNING);

        assertThat(outcome).isEqualTo(Outcome.OK);
        assertThat(counted.statements()).containsExactly(PhaseStore.APPLY_AND_READ);
        assertThat(notifier.names).isEmpty();
        assertThat(notifier.rows).singleElement().satisfies(row -> {
            assertThat(row.name()).isEqualTo("c1");
            assertThat(row.parent()).isEqualTo("a0");
            assertThat(row.phase()).isEqualTo(ActionPhase.ACTION_PHASE_RUNNING);
            assertThat(row.changeSeq())
                    .isEqualTo(selectOne(
                            "SELECT change_seq FROM actions WHERE run_name = '%s' AND name = 'c1'".formatted(run)));
        });
    }

    @Test
    void givesNoRowForAReportThatChangesNothing() {
        notifier.watching = true;
        report(ActionPhase.ACTION_PHASE_SUCCEEDED);
        notifier.rows.clear();

        Outcome outcome = report(ActionPhase.ACTION_PHASE_RUNNING);

        assertThat(outcome.message()).contains("rejected");
        assertThat(notifier.rows).isEmpty();
    }

    @Test
    void appendsEventsAndAppliesTheirPhasesInOneStatement() {
        AppendEvents append = new AppendEvents(events, phases, notifier, counted.pool());
        List<EventRow> rows =
                List.of(event(ActionPhase.ACTION_PHASE_RUNNING), event(ActionPhase.ACTION_PHASE_SUCCEEDED));

        append.execute(rows).await().atMost(TIMEOUT);
        append.execute(rows).await().atMost(TIMEOUT);

        assertThat(counted.statements()).containsExactly(PhaseStore.APPEND_AND_APPLY, PhaseStore.APPEND_AND_APPLY);
        assertThat(selectOne("SELECT count(*) FROM action_events WHERE run_name = '%s'".formatted(run)))
                .isEqualTo(2L);
        assertThat(selectOne("SELECT phase FROM actions WHERE run_name = '%s' AND name = 'c1'".formatted(run)))
                .isEqualTo((short) ActionPhase.ACTION_PHASE_SUCCEEDED_VALUE);
        assertThat(notifier.names).containsExactly("c1", "c1");
    }

    @Test
    void answersTheRowsOfEventsOfAWatchedRunWithTheSameStatement() {
        notifier.watching = true;
        AppendEvents append = new AppendEvents(events, phases, notifier, counted.pool());

        append.execute(List.of(event(ActionPhase.ACTION_PHASE_RUNNING))).await().atMost(TIMEOUT);
        append.execute(List.of(event(ActionPhase.ACTION_PHASE_RUNNING))).await().atMost(TIMEOUT);

        assertThat(counted.statements()).containsOnly(PhaseStore.APPEND_APPLY_AND_READ);
        assertThat(notifier.rows)
                .singleElement()
                .satisfies(row -> assertThat(row.phase()).isEqualTo(ActionPhase.ACTION_PHASE_RUNNING));
        assertThat(notifier.names)
                .as("an event without a change of the row is announced")
                .containsExactly("c1");
    }

    private EventRow event(ActionPhase phase) {
        return EventRow.of(ActionEvent.newBuilder()
                .setId(child)
                .setAttempt(1)
                .setPhase(phase)
                .build());
    }

    private Outcome report(ActionPhase phase) {
        return updateStatus
                .execute(PhaseReport.of(Writers.status(child, phase, 1)))
                .await()
                .atMost(TIMEOUT);
    }

    private static final class RecordingNotifier implements ChangeNotifier {
        private final List<String> names = new ArrayList<>();
        private final List<ActionRow> rows = new ArrayList<>();
        private boolean watching;

        @Override
        public void changed(RunKey run, Collection<String> actions) {
            names.addAll(actions);
        }

        @Override
        public boolean wantsRows(RunKey run) {
            return watching;
        }

        @Override
        public void written(Collection<ActionRow> changed) {
            rows.addAll(changed);
        }
    }
}
