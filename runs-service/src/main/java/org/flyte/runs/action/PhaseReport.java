package org.flyte.runs.action;

import com.google.protobuf.ByteString;
import java.time.Instant;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.core.CatalogCacheStatus;
import org.flyte.idl.core.ExecutionError;
import org.flyte.idl.workflow.ActionEvent;
import org.flyte.idl.workflow.ActionStatus;
import org.flyte.idl.workflow.ErrorInfo;
import org.flyte.idl.workflow.UpdateActionStatusRequest;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.ActionPhases;
import org.flyte.platform.model.AttemptLayout;
import org.flyte.platform.model.PhaseTransition.Observed;
import org.flyte.platform.model.ProtoTime;
import org.flyte.platform.model.RequestFields;

/**
 * One observation of an action's phase, from a status update or an event. A null means that the report does not say.
 *
 * @param observed its attempt is from 1; 0 means the attempt that is recorded
 * @param cacheStatus wire number of a CatalogCacheStatus, 0 when the report does not say
 */
public record PhaseReport(
        ActionKey key,
        Observed observed,
        int cacheStatus,
        Span span,
        Result result,
        Signal signal,
        String abortReason) {

    /** When the action started and ended, as its executor observed it. */
    public record Span(Instant start, Instant end) {
        static final Span UNKNOWN = new Span(null, null);

        private Span or(Span earlier) {
            return new Span(first(start, earlier.start), first(end, earlier.end));
        }
    }

    /**
     * What the attempt left.
     *
     * @param error core.ExecutionError of a failure
     * @param outputUri where the outputs of a success are
     */
    public record Result(ByteString error, String outputUri) {
        static final Result UNKNOWN = new Result(null, null);

        private Result or(Result earlier) {
            return new Result(first(error, earlier.error), first(outputUri, earlier.outputUri));
        }
    }

    /**
     * The signal of a condition.
     *
     * @param value core.Literal
     * @param by common.EnrichedIdentity
     */
    public record Signal(ByteString value, ByteString by) {
        static final Signal UNKNOWN = new Signal(null, null);

        private Signal or(Signal earlier) {
            return new Signal(first(value, earlier.value), first(by, earlier.by));
        }
    }

    /** A report of a phase and nothing else. */
    public static PhaseReport of(ActionKey key, int attempt, ActionPhase phase) {
        return of(key, attempt, phase, Result.UNKNOWN);
    }

    static PhaseReport of(ActionKey key, int attempt, ActionPhase phase, Result result) {
        return new PhaseReport(key, new Observed(attempt, phase), 0, Span.UNKNOWN, result, Signal.UNKNOWN, null);
    }

    /** The report of a status update; fails with InvalidArgument that names the field. */
    static PhaseReport of(UpdateActionStatusRequest request) {
        ActionStatus status = request.getStatus();
        return new PhaseReport(
                RequestFields.action("action_id", request.getActionId()),
                new Observed(
                        status.getAttempts() == 0 ? 0 : RequestFields.attempt("status.attempts", status.getAttempts()),
                        RequestFields.phase("status.phase", status.getPhase())),
                number("status.cache_status", status.getCacheStatus()),
                new Span(
                        status.hasStartTime() ? RequestFields.time("status.start_time", status.getStartTime()) : null,
                        status.hasEndTime() ? RequestFields.time("status.end_time", status.getEndTime()) : null),
                Result.UNKNOWN,
                new Signal(
                        request.hasOutput() ? request.getOutput().toByteString() : null,
                        request.hasPrincipal() ? request.getPrincipal().toByteString() : null),
                request.hasAbortReason() ? request.getAbortReason() : null);
    }

    /** The report of an event. */
    public static PhaseReport of(EventRow row) {
        ActionEvent event = row.event();
        String outputs = event.getOutputs().getOutputUri();
        return new PhaseReport(
                row.key(),
                new Observed(row.attempt(), row.phase()),
                number("event.cache_status", event.getCacheStatus()),
                new Span(null, event.hasUpdatedTime() ? ProtoTime.toInstant(event.getUpdatedTime()) : null),
                new Result(
                        event.hasErrorInfo() ? error(event) : null,
                        outputs.isEmpty() ? null : AttemptLayout.of(outputs).folder()),
                Signal.UNKNOWN,
                null);
    }

    /** The same, with a time span that is known from elsewhere. */
    public PhaseReport within(Span times) {
        return new PhaseReport(key, observed, cacheStatus, times.or(span), result, signal, abortReason);
    }

    /** The same, with the file of a trace's outputs. */
    public PhaseReport withOutputs(String uri) {
        return new PhaseReport(key, observed, cacheStatus, span, new Result(result.error, uri), signal, abortReason);
    }

    public int attempt() {
        return observed.attempt();
    }

    public ActionPhase phase() {
        return observed.phase();
    }

    public int rank() {
        return ActionPhases.rank(phase());
    }

    /** This report, completed by what only an earlier one of the same attempt says. */
    PhaseReport completedBy(PhaseReport earlier) {
        return new PhaseReport(
                key,
                observed,
                cacheStatus != 0 ? cacheStatus : earlier.cacheStatus,
                span.or(earlier.span),
                result.or(earlier.result),
                signal.or(earlier.signal),
                first(abortReason, earlier.abortReason));
    }

    private static int number(String field, CatalogCacheStatus status) {
        RequestFields.known(field, status != CatalogCacheStatus.UNRECOGNIZED);
        return status.getNumber();
    }

    private static <T> T first(T mine, T other) {
        return mine != null ? mine : other;
    }

    private static ByteString error(ActionEvent event) {
        ErrorInfo info = event.getErrorInfo();
        ExecutionError.Builder error = ExecutionError.newBuilder()
                .setCode(info.getCode())
                .setMessage(info.getMessage())
                .setKind(
                        switch (info.getKind()) {
                            case KIND_USER -> ExecutionError.ErrorKind.USER;
                            case KIND_SYSTEM -> ExecutionError.ErrorKind.SYSTEM;
                            case KIND_UNSPECIFIED, UNRECOGNIZED -> ExecutionError.ErrorKind.UNKNOWN;
                        });
        if (event.hasUpdatedTime()) {
            error.setTimestamp(event.getUpdatedTime());
        }
        if (info.hasGpuFault()) {
            error.setGpuFault(info.getGpuFault());
        }
        return error.build().toByteString();
    }
}
