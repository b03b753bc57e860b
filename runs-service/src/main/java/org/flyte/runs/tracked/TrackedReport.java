package org.flyte.runs.tracked;

import java.time.Instant;
import org.flyte.idl.task.TaskIdentifier;
import org.flyte.idl.task.TaskSpec;
import org.flyte.idl.workflow.ActionStatus;
import org.flyte.idl.workflow.ActionType;
import org.flyte.idl.workflow.TaskAction;
import org.flyte.idl.workflow.TraceAction;
import org.flyte.idl.workflow.TrackedActionUpdate;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.ProtoTime;
import org.flyte.platform.model.RequestFields;
import org.flyte.platform.model.RunKey;
import org.flyte.runs.action.EventRow;
import org.flyte.runs.action.PhaseReport;
import org.flyte.runs.action.SpecBlob;
import org.flyte.runs.tracked.rule.ReportLog;

/**
 * What a client reports of an action.
 *
 * @param parent "" for the root, and for a child of the root that does not say so
 * @param span from the status, with nulls for what it does not say
 */
record TrackedReport(EventRow event, String parent, String group, Spec spec, PhaseReport.Span span) {
    private static final int MAX_NAME = 30;

    /**
     * What the action is; counts only in its first report.
     *
     * @param blob null when the client sends none
     */
    record Spec(
            ActionType type, TaskIdentifier id, String taskType, String shortName, String environment, SpecBlob blob) {}

    /** Fails with InvalidArgument that names the field. */
    static TrackedReport of(RunKey run, TrackedActionUpdate update) {
        RequestFields.required("event", update.hasEvent());
        EventRow event = EventRow.of(update.getEvent());
        if (!event.key().run().equals(run)) {
            throw new InvalidArgument("event.id.run must be %s as in run_id", run);
        }
        RequestFields.text("event.id.name", event.key().name(), 1, MAX_NAME);
        String parent = RequestFields.text("parent_name", update.getParentName(), 0, MAX_NAME);
        if (parent.equals(event.key().name())) {
            throw new InvalidArgument("parent_name must not be the action itself");
        }
        ActionStatus status = update.getStatus();
        return new TrackedReport(
                event,
                parent,
                RequestFields.storable("group", update.getGroup()),
                spec(event.key(), update),
                new PhaseReport.Span(
                        status.hasStartTime() ? RequestFields.time("status.start_time", status.getStartTime()) : null,
                        status.hasEndTime() ? RequestFields.time("status.end_time", status.getEndTime()) : null));
    }

    private static Spec spec(ActionKey key, TrackedActionUpdate update) {
        return switch (update.getSpecCase()) {
            case TASK -> task(update.getTask());
            case TRACE -> trace(update.getTrace());
            case SPEC_NOT_SET -> named(ActionType.ACTION_TYPE_TASK, key.name(), null);
        };
    }

    private static Spec task(TaskAction task) {
        TaskSpec spec = task.getSpec();
        TaskIdentifier id = task.hasId() ? task.getId() : SpecBlob.taskId(spec);
        return new Spec(
                ActionType.ACTION_TYPE_TASK,
                id,
                spec.getTaskTemplate().getType(),
                spec.getShortName().isEmpty() ? id.getName() : spec.getShortName(),
                spec.getEnvironment().getName(),
                SpecBlob.of(spec));
    }

    private static Spec trace(TraceAction trace) {
        return named(
                ActionType.ACTION_TYPE_TRACE, trace.getName(), trace.hasSpec() ? SpecBlob.of(trace.getSpec()) : null);
    }

    private static Spec named(ActionType type, String name, SpecBlob blob) {
        return new Spec(type, TaskIdentifier.newBuilder().setName(name).build(), "", "", "", blob);
    }

    String name() {
        return event.key().name();
    }

    ReportLog.ReportId number() {
        return new ReportLog.ReportId(event.attempt(), event.phase(), event.version());
    }

    /** When the action began, as far as the report says. */
    Instant start(Instant now) {
        if (span.start() != null) {
            return span.start();
        }
        return event.event().hasUpdatedTime()
                ? ProtoTime.toInstant(event.event().getUpdatedTime())
                : now;
    }

    /** @param type of the action as recorded */
    PhaseReport phase(ActionType type) {
        PhaseReport report = PhaseReport.of(event).within(span);
        String outputs = event.event().getOutputs().getOutputUri();
        return type == ActionType.ACTION_TYPE_TRACE && !outputs.isEmpty() ? report.withOutputs(outputs) : report;
    }
}
