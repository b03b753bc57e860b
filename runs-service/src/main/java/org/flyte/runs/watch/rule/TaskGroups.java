package org.flyte.runs.watch.rule;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.common.EnrichedIdentity;
import org.flyte.idl.workflow.ErrorInfo;
import org.flyte.idl.workflow.TaskGroup;
import org.flyte.platform.model.ActionPhases;
import org.flyte.platform.model.ProtoTime;

/** Puts groups of runs together from what the database says of them. Not thread-safe. */
public final class TaskGroups {
    private final Map<GroupKey, Group> groups = new HashMap<>();

    /**
     * The runs of a group that are in one phase.
     *
     * @param durationMillis of all that have one, together
     * @param finished when the last one ended, or null
     */
    public record Total(
            GroupKey group,
            ActionPhase phase,
            long runs,
            long durationMillis,
            long durations,
            Instant newest,
            Instant finished) {}

    /**
     * One of the newest runs of a group, which are added newest first.
     *
     * @param createdBy a serialized EnrichedIdentity, or null
     * @param untilRunning null when it was never seen running
     */
    public record Recent(
            GroupKey group,
            String run,
            ActionPhase phase,
            String environment,
            String shortName,
            ByteString createdBy,
            Duration untilRunning) {}

    /**
     * Failed runs of a group whose errors are of one kind.
     *
     * @param kind name of an ErrorInfo.Kind; null when no error was reported
     */
    public record Errors(GroupKey group, String kind, long runs) {}

    private static final class Group {
        private final TaskGroup.Builder message = TaskGroup.newBuilder();
        private final Set<ByteString> creators = new LinkedHashSet<>();
        private Instant newest = Instant.MIN;
        private Instant finished = Instant.MIN;
        private long failed;
        private long durationMillis;
        private long durations;
        private Duration untilRunning = Duration.ZERO;
        private long started;
    }

    public void add(Total total) {
        Group group = groups.computeIfAbsent(total.group(), key -> new Group());
        group.message
                .setTaskName(total.group().task())
                .setTotalRuns(group.message.getTotalRuns() + total.runs())
                .addPhaseCounts(TaskGroup.PhaseCounts.newBuilder()
                        .setPhase(total.phase())
                        .setCount(total.runs()));
        group.newest = later(group.newest, total.newest());
        if (total.finished() != null) {
            group.finished = later(group.finished, total.finished());
        }
        group.failed += ActionPhases.isRetryable(total.phase()) ? total.runs() : 0;
        group.durationMillis += total.durationMillis();
        group.durations += total.durations();
    }

    /** Of a group without totals nothing is kept. */
    public void add(Recent run) {
        Group group = groups.get(run.group());
        if (group == null) {
            return;
        }
        if (group.message.getRecentStatusesCount() == 0) {
            group.message.setEnvironmentName(run.environment()).setShortName(run.shortName());
        }
        group.message.addRecentStatuses(
                TaskGroup.RecentStatus.newBuilder().setRunName(run.run()).setPhase(run.phase()));
        if (run.createdBy() != null) {
            group.creators.add(run.createdBy());
        }
        if (run.untilRunning() != null) {
            group.untilRunning = group.untilRunning.plus(run.untilRunning());
            group.started++;
        }
    }

    /** Of a group without totals nothing is kept. */
    public void add(Errors errors) {
        Group group = groups.get(errors.group());
        if (group == null) {
            return;
        }
        TaskGroup.ErrorCounts.Builder counts = group.message.getErrorCountsBuilder();
        if (ErrorInfo.Kind.KIND_USER.name().equals(errors.kind())) {
            counts.setUserError(counts.getUserError() + errors.runs());
        } else if (ErrorInfo.Kind.KIND_SYSTEM.name().equals(errors.kind())) {
            counts.setSystemError(counts.getSystemError() + errors.runs());
        } else {
            counts.setUnspecifiedError(counts.getUnspecifiedError() + errors.runs());
        }
    }

    /**
     * The groups in order of their newest runs.
     *
     * @param ascending whether the one with the oldest newest run comes first
     */
    public Map<GroupKey, TaskGroup> inOrder(boolean ascending) {
        Comparator<Map.Entry<GroupKey, Group>> byAge = Comparator.comparing(entry -> entry.getValue().newest);
        Comparator<Map.Entry<GroupKey, Group>> order = (ascending ? byAge : byAge.reversed())
                .thenComparing(entry -> entry.getKey().task())
                .thenComparing(entry -> entry.getKey().toString());
        Map<GroupKey, TaskGroup> messages = new LinkedHashMap<>();
        groups.entrySet().stream()
                .sorted(order)
                .forEach(entry -> messages.put(entry.getKey(), message(entry.getValue())));
        return messages;
    }

    private static TaskGroup message(Group group) {
        TaskGroup.Builder message = group.message.clone();
        List<TaskGroup.PhaseCounts> phases = group.message.getPhaseCountsList().stream()
                .sorted(Comparator.comparingInt(TaskGroup.PhaseCounts::getPhaseValue))
                .toList();
        message.clearPhaseCounts()
                .addAllPhaseCounts(phases)
                .setLatestRunTime(ProtoTime.of(group.newest))
                .setAverageFailureRate((double) group.failed / message.getTotalRuns());
        if (group.finished.isAfter(Instant.MIN)) {
            message.setLatestFinishedTime(ProtoTime.of(group.finished));
        }
        if (group.durations > 0) {
            message.setAverageDuration(ProtoTime.of(Duration.ofMillis(group.durationMillis / group.durations)));
        }
        if (group.started > 0) {
            message.setAverageTimeToRunning(ProtoTime.of(group.untilRunning.dividedBy(group.started)));
        }
        group.creators.forEach(creator -> identity(creator).ifPresent(message::addCreatedBy));
        return message.build();
    }

    /** Unreadable bytes must not hide a group. */
    private static Optional<EnrichedIdentity> identity(ByteString bytes) {
        try {
            return Optional.of(EnrichedIdentity.parseFrom(bytes));
        } catch (InvalidProtocolBufferException e) {
            return Optional.empty();
        }
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
