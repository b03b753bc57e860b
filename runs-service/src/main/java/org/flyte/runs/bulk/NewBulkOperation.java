package org.flyte.runs.bulk;

import java.util.Map;
import java.util.random.RandomGenerator;
import org.flyte.idl.bulk.StartBulkOperationRequest;
import org.flyte.idl.task.Labels;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.RequestFields;
import org.flyte.runs.list.MatchingRuns;
import org.flyte.runs.list.RunSelection;
import org.flyte.runs.query.row.RunKind;
import org.flyte.runs.settings.rule.RunLabels;

/**
 * What StartBulkOperation asks for, with its fields checked.
 *
 * @param named whether the client chose the id
 * @param request with the defaults of the server filled in
 * @param runs that match its filters and that it is for
 */
record NewBulkOperation(
        BulkOperationId id, boolean named, BulkKind kind, StartBulkOperationRequest request, MatchingRuns runs) {
    private static final int MAX_REASON = 1_000;

    /** Fails with InvalidArgument that names the field. */
    static NewBulkOperation of(StartBulkOperationRequest request, BulkConfig config, RandomGenerator random) {
        BulkKind kind = BulkKind.of(request);
        check(request);
        boolean named = !request.getOperationId().isEmpty();
        BulkOperationId id = named ? BulkOperationId.parse(request.getOperationId()) : BulkOperationId.random(random);
        StartBulkOperationRequest complete = request.toBuilder()
                .setOperationId(id.value())
                .setMaxRuns(bounded("max_runs", request.getMaxRuns(), config.maxRuns(), config.maxRuns()))
                .setRunsPerSecond(bounded(
                        "runs_per_second",
                        request.getRunsPerSecond(),
                        Math.min(config.runsPerSecond(), config.maxRunsPerSecond()),
                        config.maxRunsPerSecond()))
                .build();
        MatchingRuns runs = MatchingRuns.of(
                RunSelection.ofProject(request.getProjectId()), request.getFiltersList(), RunKind.EXECUTED);
        runs.sql().and(kind.condition());
        return new NewBulkOperation(id, named, kind, complete, runs);
    }

    /** Whether another request under the same id asks for the same. */
    boolean isSameAs(BulkOperation other) {
        return request.equals(other.request());
    }

    int maxRuns() {
        return request.getMaxRuns();
    }

    String project() {
        return request.getProjectId().getName();
    }

    String domain() {
        return request.getProjectId().getDomain();
    }

    private static void check(StartBulkOperationRequest request) {
        RequestFields.required("project_id.name", request.getProjectId().getName());
        RequestFields.required("project_id.domain", request.getProjectId().getDomain());
        switch (request.getOperationCase()) {
            case ABORT -> RequestFields.text("abort.reason", request.getAbort().getReason(), 0, MAX_REASON);
            case RERUN ->
                RunLabels.check("rerun.labels", labels(request.getRerun().getLabelsMap()));
            case RECOVER ->
                RunLabels.check("recover.labels", labels(request.getRecover().getLabelsMap()));
            case OPERATION_NOT_SET -> {}
        }
    }

    private static Labels labels(Map<String, String> values) {
        return Labels.newBuilder().putAllValues(values).build();
    }

    /** Unsigned in the message: more than a Java int is negative. */
    private static int bounded(String field, int wanted, int byDefault, int max) {
        if (wanted < 0 || wanted > max) {
            throw new InvalidArgument("%s must be at most %d, not %s", field, max, Integer.toUnsignedString(wanted));
        }
        return wanted == 0 ? byDefault : wanted;
    }
}
