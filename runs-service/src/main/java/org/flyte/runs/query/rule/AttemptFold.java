package org.flyte.runs.query.rule;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.core.TaskLog;
import org.flyte.idl.workflow.ActionAttempt;
import org.flyte.idl.workflow.ActionEvent;
import org.flyte.idl.workflow.ErrorInfo;
import org.flyte.idl.workflow.PhaseTransition;
import org.flyte.platform.model.ActionPhases;
import org.flyte.platform.model.ProtoTime;

/**
 * Folds what executors reported into attempts.
 *
 * <p>The earliest terminal event of an attempt decides it; without one the newest event does. Attempts come ascending
 * and, for the first thousand, without a gap from 1, because the SDK indexes them by number: an attempt that was never
 * reported is filled in.
 */
public final class AttemptFold {
    /** Beyond it gaps stay: what is recorded must not decide how much memory a read takes. */
    private static final int MAX_FILLED = 1_000;

    private AttemptFold() {}

    /** The attempts that these events describe, ascending. */
    public static List<ActionAttempt> fold(Collection<ActionEvent> events) {
        SortedMap<Integer, List<ActionEvent>> byAttempt = new TreeMap<>();
        for (ActionEvent event : events) {
            byAttempt
                    .computeIfAbsent(event.getAttempt(), n -> new ArrayList<>())
                    .add(event);
        }
        List<ActionAttempt> attempts = new ArrayList<>();
        byAttempt.forEach((number, reported) -> {
            while (attempts.size() + 1 < Math.min(number, MAX_FILLED)) {
                attempts.add(unreported(attempts.size() + 1));
            }
            attempts.add(attempt(number, inOrder(reported)));
        });
        return attempts;
    }

    /** Executors may report a code of two parts, {@code RetriesExhausted|ValueError}: clients see that of the task. */
    static String taskErrorCode(String code) {
        return code.substring(code.indexOf('|') + 1);
    }

    /** By time of report when every event has one, else by time of update; equals stay in their order. */
    private static List<ActionEvent> inOrder(List<ActionEvent> events) {
        boolean reported = events.stream().allMatch(ActionEvent::hasReportedTime);
        List<ActionEvent> sorted = new ArrayList<>(events);
        sorted.sort(Comparator.comparing(
                reported ? ActionEvent::getReportedTime : ActionEvent::getUpdatedTime, Timestamps.comparator()));
        return sorted;
    }

    /** A later attempt exists, so this one must have failed. */
    private static ActionAttempt unreported(int number) {
        return ActionAttempt.newBuilder()
                .setAttempt(number)
                .setPhase(ActionPhase.ACTION_PHASE_FAILED)
                .build();
    }

    private static ActionAttempt attempt(int number, List<ActionEvent> events) {
        ActionEvent deciding = deciding(events);
        Timestamp start = events.getFirst().getUpdatedTime();
        ActionAttempt.Builder attempt = ActionAttempt.newBuilder()
                .setAttempt(number)
                .setPhase(deciding.getPhase())
                .setStartTime(start)
                .setCacheStatus(deciding.getCacheStatus())
                .setCluster(deciding.getCluster());
        if (ActionPhases.isTerminal(deciding.getPhase())) {
            attempt.setEndTime(ProtoTime.later(deciding.getUpdatedTime(), start));
        }
        if (deciding.hasErrorInfo()) {
            ErrorInfo error = deciding.getErrorInfo();
            attempt.setErrorInfo(error.toBuilder().setCode(taskErrorCode(error.getCode())));
        }
        if (deciding.hasOutputs()) {
            attempt.setOutputs(deciding.getOutputs());
        }
        if (deciding.hasCacheMetadata()) {
            attempt.setCacheMetadata(deciding.getCacheMetadata());
        }
        addLogs(attempt, events);
        events.forEach(event -> attempt.addAllClusterEvents(event.getClusterEventsList()));
        attempt.addAllPhaseTransitions(transitions(events));
        return attempt.build();
    }

    private static ActionEvent deciding(List<ActionEvent> events) {
        return events.stream()
                .filter(event -> ActionPhases.isTerminal(event.getPhase()))
                .findFirst()
                .orElseGet(events::getLast);
    }

    private static void addLogs(ActionAttempt.Builder attempt, List<ActionEvent> events) {
        SortedMap<String, TaskLog> logs = new TreeMap<>();
        for (ActionEvent event : events) {
            if (event.hasLogContext()) {
                attempt.setLogContext(event.getLogContext()).setLogsAvailable(true);
            }
            if (!event.getOutputs().getReportUri().isEmpty()) {
                attempt.getOutputsBuilder().setReportUri(event.getOutputs().getReportUri());
            }
            event.getLogInfoList().forEach(log -> logs.put(log.getName(), log));
        }
        attempt.addAllLogInfo(logs.values());
    }

    /** One per phase when it is first seen; each ends where the next begins, and nothing follows a terminal one. */
    private static List<PhaseTransition> transitions(List<ActionEvent> events) {
        List<PhaseTransition> transitions = new ArrayList<>();
        for (ActionEvent event : events) {
            if (transitions.stream().anyMatch(seen -> seen.getPhase() == event.getPhase())) {
                continue;
            }
            Timestamp at = event.getUpdatedTime();
            if (!transitions.isEmpty()) {
                int last = transitions.size() - 1;
                transitions.set(
                        last, transitions.get(last).toBuilder().setEndTime(at).build());
            }
            PhaseTransition.Builder transition =
                    PhaseTransition.newBuilder().setPhase(event.getPhase()).setStartTime(at);
            if (ActionPhases.isTerminal(event.getPhase())) {
                transitions.add(transition.setEndTime(at).build());
                break;
            }
            transitions.add(transition.build());
        }
        return transitions;
    }
}
