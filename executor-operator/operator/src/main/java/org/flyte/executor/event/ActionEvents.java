package org.flyte.executor.event;

import com.google.protobuf.Timestamp;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.flyte.crd.CacheSource;
import org.flyte.crd.ErrorState;
import org.flyte.crd.PhaseEntry;
import org.flyte.crd.TaskAction;
import org.flyte.crd.TaskActionSpec;
import org.flyte.crd.TaskActionStatus;
import org.flyte.executor.config.ExecutorConfig;
import org.flyte.idl.common.ActionAttemptIdentifier;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.common.CacheMetadata;
import org.flyte.idl.core.LogContext;
import org.flyte.idl.core.TaskLog;
import org.flyte.idl.task.OutputReferences;
import org.flyte.idl.workflow.ActionEvent;
import org.flyte.idl.workflow.ClusterEvent;
import org.flyte.idl.workflow.ErrorInfo;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.ActionPhases;
import org.flyte.platform.model.AttemptLayout;
import org.flyte.platform.model.ProtoTime;
import org.flyte.platform.model.RunLayout;

/** Derives the events of an action from its status alone; see docs/adr/0005-events-derive-from-task-action-status.md. */
@ApplicationScoped
class ActionEvents {
    private final String cluster;
    private final LogContexts logContexts;
    private final Clock clock;

    ActionEvents(ExecutorConfig config, LogContexts logContexts, Clock clock) {
        this.cluster = config.cluster().orElse("");
        this.logContexts = logContexts;
        this.clock = clock;
    }

    /** One event for each phase of its history, oldest first. */
    List<ActionEvent> of(TaskAction action, Optional<LogContext> logs) {
        TaskActionStatus status = action.getStatus() == null ? new TaskActionStatus() : action.getStatus();
        List<ActionEvent> events = new ArrayList<>();
        for (PhaseEntry entry : status.phaseHistory) {
            boolean last = entry == status.phaseHistory.getLast();
            events.add(event(action, entry, last ? status.errorState : null, logs));
            if (last && status.cacheSource != null) {
                events.add(withSource(events.removeLast(), status.cacheSource));
            }
        }
        return events;
    }

    /** As {@link #of}, with the event of its abort at the end. */
    List<ActionEvent> ofAborted(TaskAction action, Optional<LogContext> logs) {
        List<ActionEvent> events = of(action, logs);
        PhaseEntry aborted = new PhaseEntry();
        aborted.phase = ActionPhases.shortName(ActionPhase.ACTION_PHASE_ABORTED);
        aborted.attempt = action.getStatus() == null ? 1 : Math.max(1, action.getStatus().attempts);
        aborted.podTry = action.getStatus() == null ? 0 : action.getStatus().podTries;
        aborted.occurredAt = clock.instant();
        aborted.message = "aborted";
        aborted.cacheStatus = action.getStatus() == null ? 0 : action.getStatus().cacheStatus;
        events.add(event(action, aborted, null, logs));
        return events;
    }

    private ActionEvent event(TaskAction action, PhaseEntry entry, ErrorState error, Optional<LogContext> logs) {
        TaskActionSpec spec = action.getSpec();
        Timestamp occurred = ProtoTime.of(entry.occurredAt);
        ActionEvent.Builder event = ActionEvent.newBuilder()
                .setId(new ActionKey(spec.project, spec.domain, spec.runName, spec.actionName).toProto())
                .setAttempt(entry.attempt)
                .setPhase(ActionPhases.parse(entry.phase))
                .setVersion(entry.version)
                .setCacheStatusValue(entry.cacheStatus)
                .setUpdatedTime(occurred)
                .setReportedTime(ProtoTime.of(clock.instant()))
                .setCluster(cluster);
        if (spec.runOutputBase != null) {
            AttemptLayout files =
                    new RunLayout(spec.runOutputBase).attempt(spec.actionName, entry.attempt, entry.podTry);
            event.setOutputs(OutputReferences.newBuilder()
                    .setOutputUri(files.outputsFile())
                    .setReportUri(files.reportFile()));
        }
        if (entry.message != null) {
            event.addClusterEvents(
                    ClusterEvent.newBuilder().setOccurredAt(occurred).setMessage(entry.message));
        }
        error(entry, error).ifPresent(event::setErrorInfo);
        if (entry.podName != null) {
            event.setLogContext(logContexts.of(action, entry.podName, logs));
            event.addAllLogInfo(logContexts.links(action, entry));
        }
        entry.links.forEach(link -> event.addLogInfo(TaskLog.newBuilder()
                .setName(link.name)
                .setUri(link.uri)
                .setLinkType(LogContexts.linkType(link.kind))
                .setReady(true)));
        return event.build();
    }

    private static ActionEvent withSource(ActionEvent event, CacheSource source) {
        ActionKey key = new ActionKey(source.project, source.domain, source.runName, source.actionName);
        return event.toBuilder()
                .setCacheMetadata(CacheMetadata.newBuilder()
                        .setSourceActionAttempt(ActionAttemptIdentifier.newBuilder()
                                .setActionId(key.toProto())
                                .setAttempt(source.attempt)))
                .build();
    }

    private static Optional<ErrorInfo> error(PhaseEntry entry, ErrorState error) {
        if (error != null) {
            return Optional.of(error(error.code, error.kind, error.message));
        }
        return entry.code == null ? Optional.empty() : Optional.of(error(entry.code, entry.kind, entry.message));
    }

    private static ErrorInfo error(String code, String kind, String message) {
        ErrorInfo.Builder info = ErrorInfo.newBuilder().setMessage(message == null ? "" : message);
        if (code != null) {
            info.setCode(code);
        }
        if (kind != null) {
            info.setKind(kind.equals("SYSTEM") ? ErrorInfo.Kind.KIND_SYSTEM : ErrorInfo.Kind.KIND_USER);
        }
        return info.build();
    }
}
