package org.flyte.runs.action;

import org.flyte.platform.model.ActionKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.flyte.platform.model.PhaseTransition;
import org.flyte.platform.model.PhaseTransition.Verdict;

/**
 * Folds reports into rounds that each name an action at most once, so that a round is one statement. Applying the
 * rounds ends in the state that applying the reports one by one ends in. A round is in key order: one order of locks.
 */
final class ReportRounds {
    private ReportRounds() {}

    /** One round unless an action has a report that its own earlier one forbids; that one may count over the record. */
    static List<List<PhaseReport>> of(List<PhaseReport> reports) {
        Map<ActionKey, Integer> roundOf = new HashMap<>();
        TreeMap<Integer, Map<ActionKey, PhaseReport>> rounds = new TreeMap<>();
        for (PhaseReport report : reports) {
            int round = roundOf.getOrDefault(report.key(), 0);
            Map<ActionKey, PhaseReport> current = rounds.computeIfAbsent(round, r -> new TreeMap<>());
            PhaseReport earlier = current.get(report.key());
            if (earlier == null) {
                current.put(report.key(), report);
                continue;
            }
            if (earlier.attempt() == 0 || report.attempt() == 0 || verdict(earlier, report) == Verdict.FINAL) {
                roundOf.put(report.key(), round + 1);
                rounds.computeIfAbsent(round + 1, r -> new TreeMap<>()).put(report.key(), report);
                continue;
            }
            current.put(report.key(), fold(earlier, report));
        }
        return rounds.values().stream()
                .map(round -> (List<PhaseReport>) new ArrayList<>(round.values()))
                .toList();
    }

    private static PhaseReport fold(PhaseReport earlier, PhaseReport report) {
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
