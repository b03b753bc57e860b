package org.flyte.actions.cluster;

import com.google.protobuf.InvalidProtocolBufferException;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.flyte.actions.child.ChildState;
import org.flyte.crd.ErrorState;
import org.flyte.crd.Names;
import org.flyte.crd.PhaseEntry;
import org.flyte.crd.TaskAction;
import org.flyte.crd.TaskActionSpec;
import org.flyte.crd.TaskActionStatus;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.core.ExecutionError;
import org.flyte.idl.core.ExecutionError.ErrorKind;
import org.flyte.idl.core.Literal;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.ActionPhases;
import org.flyte.platform.model.RunLayout;
import org.flyte.platform.tracing.TraceParent;

/** Reads the fields of a TaskAction that are kept in memory. */
final class TaskActionReader {
    private TaskActionReader() {}

    /** Empty when the object does not name its action: it was not made by this service. */
    static Optional<TrackedAction> read(TaskAction object) {
        TaskActionSpec spec = object.getSpec();
        if (spec == null
                || blank(spec.project)
                || blank(spec.domain)
                || blank(spec.runName)
                || blank(spec.actionName)) {
            return Optional.empty();
        }
        ObjectMeta meta = object.getMetadata();
        return Optional.of(new TrackedAction(
                new ActionKey(spec.project, spec.domain, spec.runName, spec.actionName),
                text(spec.parentActionName),
                new ObjectName(text(meta.getNamespace()), meta.getName()),
                text(meta.getUid()),
                Names.TYPE_CONDITION.equals(spec.actionType),
                context(meta, spec),
                text(spec.runOutputBase),
                instant(meta.getCreationTimestamp()),
                meta.getDeletionTimestamp() != null,
                trace(meta),
                status(spec, object.getStatus() == null ? new TaskActionStatus() : object.getStatus())));
    }

    private static TrackedStatus status(TaskActionSpec spec, TaskActionStatus status) {
        int attempt = Math.max(1, status.attempts);
        ActionPhase phase = ActionPhases.parse(status.phase);
        return new TrackedStatus(
                attempt,
                phase,
                outputUri(spec, status, attempt),
                error(status, phase),
                literal(status.signalValue),
                text(status.signalledBy),
                status.cacheStatus,
                ended(status, phase));
    }

    private static RunContext context(ObjectMeta meta, TaskActionSpec spec) {
        return new RunContext(
                orEmpty(meta.getLabels()),
                orEmpty(meta.getAnnotations()),
                orEmpty(spec.envVars),
                spec.interruptible,
                spec.runStartTime,
                text(spec.rawDataPrefix),
                text(spec.serviceAccount),
                Boolean.TRUE.equals(spec.overwriteCache),
                spec.maxActionConcurrency == null ? 0 : spec.maxActionConcurrency,
                text(spec.runQueue));
    }

    private static TraceParent trace(ObjectMeta meta) {
        return TraceParent.parse(orEmpty(meta.getAnnotations()).get(Names.ANNOTATION_TRACE_PARENT))
                .orElse(null);
    }

    private static String outputUri(TaskActionSpec spec, TaskActionStatus status, int attempt) {
        if (Names.TYPE_CONDITION.equals(spec.actionType)) {
            return "";
        }
        if (!blank(status.outputUri)) {
            return status.outputUri;
        }
        return blank(spec.runOutputBase)
                ? ""
                : new RunLayout(spec.runOutputBase)
                        .attempt(spec.actionName, attempt)
                        .folder();
    }

    private static ExecutionError error(TaskActionStatus status, ActionPhase phase) {
        if (!ActionPhases.isRetryable(phase)) {
            return null;
        }
        if (status.errorState == null) {
            return ChildState.unknownError(phase);
        }
        ErrorState state = status.errorState;
        return ExecutionError.newBuilder()
                .setCode(text(state.code))
                .setMessage(text(state.message))
                .setKind(kind(text(state.kind)))
                .build();
    }

    private static ErrorKind kind(String name) {
        return switch (name) {
            case "USER" -> ErrorKind.USER;
            case "SYSTEM" -> ErrorKind.SYSTEM;
            default -> ErrorKind.UNKNOWN;
        };
    }

    private static Literal literal(byte[] bytes) {
        if (bytes == null || bytes.length == 0) {
            return null;
        }
        try {
            return Literal.parseFrom(bytes);
        } catch (InvalidProtocolBufferException malformed) {
            return null;
        }
    }

    private static Instant ended(TaskActionStatus status, ActionPhase phase) {
        List<PhaseEntry> history = status.phaseHistory;
        return !ActionPhases.isTerminal(phase) || history == null || history.isEmpty()
                ? null
                : history.getLast().occurredAt;
    }

    private static Instant instant(String timestamp) {
        return timestamp == null ? Instant.EPOCH : Instant.parse(timestamp);
    }

    private static Map<String, String> orEmpty(Map<String, String> map) {
        return map == null ? Map.of() : map;
    }

    private static boolean blank(String text) {
        return text == null || text.isEmpty();
    }

    private static String text(String text) {
        return text == null ? "" : text;
    }
}
