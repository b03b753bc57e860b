package org.flyte.runs.action;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.PhaseTransition;
import org.flyte.platform.model.PhaseTransition.Verdict;

/**
 * Merges reports into batches that each contain an action at most once, so that a batch is one statement. Applying the
 * batches has the same result as applying the reports one by one. A batch is in key order: all lock rows in one order.
 */
final class ReportBatches {
    private final Map<ActionKey, Integer> batchOf = new HashMap<>();
    private final TreeMap<Integer, Map<ActionKey, PhaseReport>> batches = new TreeMap<>();

    static List<List<PhaseReport>> of(List<PhaseReport> reports) {
        ReportBatches batches = new ReportBatches();
        reports.forEach(batches::add);
        return batches.toLists();
    }

    /** A report goes to a further batch when only the record decides between it and an earlier one of its action. */
    private void add(PhaseReport report) {
        int number = batchOf.getOrDefault(report.key(), 0);
        PhaseReport earlier = batch(number).putIfAbsent(report.key(), report);
        if (earlier == null) {
            return;
        }
        if (earlier.attempt() == 0 || report.attempt() == 0 || verdict(earlier, report) == Verdict.FINAL) {
            batchOf.put(report.key(), number + 1);
            batch(number + 1).put(report.key(), report);
        } else {
            batch(number).put(report.key(), merge(earlier, report));
        }
    }

    private Map<ActionKey, PhaseReport> batch(int number) {
        return batches.computeIfAbsent(number, n -> new TreeMap<>());
    }

    private List<List<PhaseReport>> toLists() {
        return batches.values().stream()
                .map(batch -> (List<PhaseReport>) new ArrayList<>(batch.values()))
                .toList();
    }

    private static PhaseReport merge(PhaseReport earlier, PhaseReport report) {
        return switch (verdict(earlier, report)) {
            case APPLY -> report.attempt() == earlier.attempt() ? report.completedBy(earlier) : report;
            case DUPLICATE -> earlier.completedBy(report);
            case STALE, FINAL -> earlier;
        };
    }

    private static Verdict verdict(PhaseReport earlier, PhaseReport report) {
        return PhaseTransition.judge(earlier.observed(), report.observed());
    }
}
