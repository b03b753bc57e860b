package org.flyte.runs.list;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.common.Filter;
import org.flyte.idl.common.ListRequest;
import org.flyte.idl.common.ProjectIdentifier;
import org.flyte.idl.common.RunIdentifier;
import org.flyte.idl.common.Sort;
import org.flyte.idl.workflow.ListActionsRequest;
import org.flyte.idl.workflow.ListActionsResponse;
import org.flyte.idl.workflow.ListRunsRequest;
import org.flyte.idl.workflow.ListRunsResponse;
import org.flyte.platform.testkit.RealPostgres;
import org.flyte.runs.RunsServiceTestBase;
import org.flyte.runs.Writers;
import org.flyte.runs.run.Requests;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pages while another client writes: what was there before is on exactly one page. */
@QuarkusTest
@WithTestResource(RealPostgres.class)
class ConcurrentPagesTest extends RunsServiceTestBase {
    private static final int BEFORE = 400;

    @ParameterizedTest
    @CsvSource({
        "created_at, ASCENDING",
        "created_at, DESCENDING",
        "name, ASCENDING",
        "duration_ms, ASCENDING",
        "duration_ms, DESCENDING",
        "ended_at, ASCENDING",
        "ended_at, DESCENDING",
        "group, DESCENDING",
        "function_name, ASCENDING",
    })
    void neitherSkipsNorRepeatsActions(String field, Sort.Direction direction) {
        RunIdentifier id = write.run(run);
        insertChildren("before", 1, BEFORE);
        long seed = new Random().nextLong();
        Random random = new Random(seed);

        List<String> seen = whileWriting(random, () -> actionNames(id, field, direction, random));

        assertThat(seen).as("seed %d", seed).doesNotHaveDuplicates();
        Set<String> missed = new HashSet<>(
                IntStream.rangeClosed(1, BEFORE).mapToObj(i -> "before" + i).toList());
        missed.add("a0");
        seen.forEach(missed::remove);
        assertThat(missed).as("seed %d", seed).isEmpty();
    }

    /** In the default order a run moves when its phase changes; those that do not change stay where they are. */
    @Test
    void neitherSkipsNorRepeatsRunsThatStayAsTheyAre() {
        String project = "pages" + System.nanoTime();
        insertRuns(project, "before", ActionPhase.ACTION_PHASE_SUCCEEDED, 150);
        insertRuns(project, "live", ActionPhase.ACTION_PHASE_RUNNING, 50);
        Random random = new Random(7);
        List<String> seen = new ArrayList<>();
        String token = "";
        int page = 0;
        do {
            ListRunsResponse answer = runs.listRuns(ListRunsRequest.newBuilder()
                    .setProjectId(
                            ProjectIdentifier.newBuilder().setName(project).setDomain("development"))
                    .setRequest(ListRequest.newBuilder()
                            .setLimit(1 + random.nextInt(40))
                            .setToken(token))
                    .build());
            answer.getRunsList()
                    .forEach(each -> seen.add(each.getAction().getId().getRun().getName()));
            token = answer.getToken();
            insertRuns(project, "new" + page + "-", ActionPhase.ACTION_PHASE_QUEUED, 5);
            pool.preparedQuery("UPDATE actions SET phase = 6 WHERE project = $1 AND run_name = $2")
                    .executeAndAwait(Tuple.of(project, "live" + ++page));
        } while (!token.isEmpty());

        assertThat(seen.stream().filter(name -> name.startsWith("before")))
                .hasSize(150)
                .doesNotHaveDuplicates();
        assertThat(runs.listRuns(ListRunsRequest.newBuilder()
                                .setProjectId(ProjectIdentifier.newBuilder()
                                        .setName(project)
                                        .setDomain("development"))
                                .setRequest(ListRequest.newBuilder()
                                        .addFilters(Filter.newBuilder()
                                                .setField("phase")
                                                .addValues("FAILED")))
                                .build())
                        .getRunsList())
                .as("runs whose phase changed, with the phase that they have now")
                .hasSize(Math.min(page, 50))
                .allMatch(each -> each.getAction().getStatus().getPhase() == ActionPhase.ACTION_PHASE_FAILED);
    }

    @Test
    void refusesTheTokenOfAnotherQueryAndSaysSo() {
        RunIdentifier id = write.run(run);
        RunIdentifier other = write.run();
        insertChildren("c", 1, 10);
        String token = page(id, ListRequest.newBuilder().setLimit(2)).getToken();

        for (ListRequest.Builder request : List.of(
                ListRequest.newBuilder()
                        .setToken(token)
                        .addSortByFields(Sort.newBuilder().setKey("name")),
                ListRequest.newBuilder()
                        .setToken(token)
                        .addFilters(Filter.newBuilder().setField("phase").addValues("5")))) {
            assertThatThrownBy(() -> page(id, request))
                    .hasMessageContaining("INVALID_ARGUMENT")
                    .hasMessageContaining("belongs to a list with another scope");
        }
        assertThatThrownBy(() -> page(other, ListRequest.newBuilder().setToken(token)))
                .hasMessageContaining("INVALID_ARGUMENT")
                .hasMessageContaining("belongs to a list with another scope");
        assertThatThrownBy(() -> page(id, ListRequest.newBuilder().setToken("k!")))
                .hasMessageContaining("INVALID_ARGUMENT: invalid page token: it is not one");
        assertThat(page(id, ListRequest.newBuilder().setToken(token)).getActionsCount())
                .isEqualTo(9);
    }

    @Test
    void refusesWhatCannotBeStoredAndNamesTheField() {
        RunIdentifier id = write.run(run);
        for (Filter.Builder filter : List.of(
                Filter.newBuilder().setField("task_name").addValues("a\0b"),
                Filter.newBuilder()
                        .setField("task_name")
                        .setFunction(Filter.Function.CONTAINS)
                        .addValues("\0"),
                Filter.newBuilder().setField("labels.a\0").setFunction(Filter.Function.EXISTS),
                Filter.newBuilder().setField("labels.a").addValues("\0"),
                Filter.newBuilder().setField("no\nfield").addValues("x"),
                Filter.newBuilder().setField("created_at").addValues("+999999999-01-01T00:00:00Z"),
                Filter.newBuilder().setField("duration_ms").addValues("99999999999999999999"),
                Filter.newBuilder().setField("name").addValues("x".repeat(5000)),
                Filter.newBuilder()
                        .setField("phase")
                        .setFunction(Filter.Function.VALUE_IN)
                        .addAllValues(java.util.Collections.nCopies(1001, "1")))) {
            assertThatThrownBy(() -> page(id, ListRequest.newBuilder().addFilters(filter)))
                    .as(filter.toString())
                    .hasMessageStartingWith("INVALID_ARGUMENT")
                    .hasMessageNotContainingAny("\n", "[");
        }
        assertThatThrownBy(() -> runs.listRuns(ListRunsRequest.newBuilder()
                        .setProjectId(
                                ProjectIdentifier.newBuilder().setName("a\0").setDomain("development"))
                        .build()))
                .hasMessage("INVALID_ARGUMENT: project_id.name must not contain a NUL character");
    }

    private ListActionsResponse page(RunIdentifier id, ListRequest.Builder request) {
        return runs.listActions(
                ListActionsRequest.newBuilder().setRunId(id).setRequest(request).build());
    }

    private List<String> actionNames(RunIdentifier id, String field, Sort.Direction direction, Random random) {
        List<String> names = new ArrayList<>();
        String token = "";
        do {
            ListActionsResponse page = page(
                    id,
                    ListRequest.newBuilder()
                            .setLimit(1 + random.nextInt(30))
                            .setToken(token)
                            .addSortByFields(Sort.newBuilder().setKey(field).setDirection(direction)));
            page.getActionsList().forEach(action -> names.add(action.getId().getName()));
            token = page.getToken();
        } while (!token.isEmpty() && names.size() < 5_000);
        return names;
    }

    /** Adds actions and deletes some of them again, with keys anywhere in the order. */
    private List<String> whileWriting(Random random, java.util.function.Supplier<List<String>> pages) {
        AtomicBoolean stop = new AtomicBoolean();
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
            for (int round = 0; round < 200 && !stop.get(); round++) {
                insertChildren("during" + round + "-", 1, 5);
                if (round % 3 == 0) {
                    pool.preparedQuery("DELETE FROM actions WHERE run_name = $1 AND name = $2")
                            .executeAndAwait(Tuple.of(run, "during" + round / 2 + "-3"));
                }
            }
        });
        try {
            return pages.get();
        } finally {
            stop.set(true);
            writer.join();
        }
    }

    /** Half of them have ended; times, durations and groups repeat. */
    private void insertChildren(String prefix, int from, int to) {
        pool.preparedQuery("""
                        INSERT INTO actions (project, domain, run_name, name, parent_action_name, phase, action_type,
                                             created_at, ended_at, duration_ms, action_group, function_name)
                        SELECT $1, $2, $3, $4 || i, 'a0', 5, 1, '2026-01-01Z'::timestamptz + (i / 7) * interval '1 s',
                               CASE WHEN i % 2 = 0 THEN '2026-01-01Z'::timestamptz + (i / 9) * interval '1 s' END,
                               CASE WHEN i % 2 = 0 THEN i / 11 END, CASE WHEN i % 3 = 0 THEN 'g' || i % 4 END, 'f' || chr(10) || i % 5
                          FROM generate_series($5::int, $6::int) AS i""")
                .executeAndAwait(Tuple.tuple(List.of(Requests.PROJECT, Requests.DOMAIN, run, prefix, from, to)));
    }

    private void insertRuns(String project, String prefix, ActionPhase phase, int n) {
        pool.preparedQuery("""
                        INSERT INTO actions (project, domain, run_name, name, phase, action_type, created_at)
                        SELECT $1, $2, $3 || i, $6, $4, 1, '2026-01-01Z'::timestamptz + (i / 7) * interval '1 s'
                          FROM generate_series(1, $5::int) AS i""")
                .executeAndAwait(Tuple.tuple(List.of(
                        project,
                        Requests.DOMAIN,
                        prefix,
                        (short) phase.getNumber(),
                        n,
                        Writers.root(RunIdentifier.getDefaultInstance()).getName())));
    }
}
