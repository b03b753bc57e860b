package org.flyte.runs.tracked;

import com.google.rpc.Status;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.flyte.idl.workflow.TrackedActionUpdate;
import org.flyte.platform.errors.StatusMapper;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.FlyteException;
import org.flyte.platform.model.FlyteException.Aborted;
import org.flyte.platform.model.RunKey;
import org.flyte.runs.action.EventRow;
import org.flyte.runs.action.PhaseReport;
import org.flyte.runs.tracked.TrackedActionStore.State;
import org.flyte.runs.tracked.rule.ReportLog;

/** The reports of one call, and what becomes of each. */
final class ReportBatch {
    /** By the position of their update; without those that are invalid. */
    private final Map<Integer, TrackedReport> reports = new TreeMap<>();

    private final Status[] statuses;
    private final Map<String, TrackedReport> first = new LinkedHashMap<>();
    private final Map<String, State> states = new HashMap<>();
    private final List<TrackedReport> taken = new ArrayList<>();

    ReportBatch(RunKey run, List<TrackedActionUpdate> updates) {
        statuses = new Status[updates.size()];
        for (int i = 0; i < statuses.length; i++) {
            try {
                reports.put(i, TrackedReport.of(run, updates.get(i)));
            } catch (FlyteException e) {
                statuses[i] = status(e);
            }
        }
    }

    List<TrackedReport> reports() {
        return List.copyOf(reports.values());
    }

    /** The actions that are reported on. */
    List<ActionKey> keys() {
        return reports.values().stream()
                .map(report -> report.event().key())
                .distinct()
                .toList();
    }

    /**
     * Decides on each report.
     *
     * @param recorded states of the actions that are recorded
     * @param known reports that are stored
     * @param aborted whether the run is aborted, which takes no new actions
     */
    void judge(Map<String, State> recorded, Map<String, Set<ReportLog.ReportId>> known, boolean aborted) {
        states.putAll(recorded);
        Map<String, ReportLog> logs = new HashMap<>();
        reports.forEach((index, report) -> {
            if (!states.containsKey(report.name()) && aborted) {
                statuses[index] = status(new Aborted(
                        "run of action %s is aborted", report.event().key()));
                return;
            }
            State state = states.computeIfAbsent(report.name(), name -> {
                first.put(name, report);
                return State.first(report);
            });
            ReportLog log = logs.computeIfAbsent(
                    report.name(),
                    name -> new ReportLog(name, state.observed(), known.getOrDefault(name, new HashSet<>())));
            statuses[index] = take(log, report).map(ReportBatch::status).orElse(Status.getDefaultInstance());
        });
    }

    private Optional<FlyteException> take(ReportLog log, TrackedReport report) {
        if (log.isKnown(report.number())) {
            return Optional.empty();
        }
        Optional<FlyteException> refusal = log.take(report.number());
        if (refusal.isEmpty()) {
            taken.add(report);
        }
        return refusal;
    }

    /** The first reports of actions that are to be recorded. */
    List<TrackedReport> first() {
        return List.copyOf(first.values());
    }

    /** Those to be stored. */
    List<EventRow> events() {
        return taken.stream().map(TrackedReport::event).toList();
    }

    /** What those say of phases, in their order. */
    List<PhaseReport> phases() {
        return taken.stream()
                .map(report -> report.phase(states.get(report.name()).type()))
                .toList();
    }

    /** The actions that change. */
    Collection<String> changed() {
        Set<String> changed = new HashSet<>(first.keySet());
        taken.forEach(report -> changed.add(report.name()));
        return changed;
    }

    /** One for each update, in their order. */
    List<Status> statuses() {
        return List.of(statuses);
    }

    private static Status status(FlyteException refusal) {
        io.grpc.Status status = StatusMapper.statusOf(refusal);
        return Status.newBuilder()
                .setCode(status.getCode().value())
                .setMessage(refusal.getMessage())
                .build();
    }
}
