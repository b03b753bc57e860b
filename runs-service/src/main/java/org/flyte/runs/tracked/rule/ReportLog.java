package org.flyte.runs.tracked.rule;

import java.util.Optional;
import java.util.Set;
import org.flyte.idl.common.ActionPhase;
import org.flyte.platform.model.ActionPhases;
import org.flyte.platform.model.FlyteException;
import org.flyte.platform.model.FlyteException.Aborted;
import org.flyte.platform.model.FlyteException.FailedPrecondition;
import org.flyte.platform.model.PhaseTransition;
import org.flyte.platform.model.PhaseTransition.Observed;
import org.flyte.platform.model.PhaseTransition.Verdict;

/**
 * The reports on one action, one after the other. A report that is there already changes nothing and succeeds; so does one
 * that comes late. What contradicts the end of the action is refused, and so is everything new on an aborted one.
 */
public final class ReportLog {
    /** What identifies a report of an action. */
    public record ReportId(int attempt, ActionPhase phase, int version) {}

    private final String action;
    private final Set<ReportId> known;
    private Observed recorded;

    /**
     * @param action its name, for messages
     * @param known reports that are stored; those that are taken are added
     */
    public ReportLog(String action, Observed recorded, Set<ReportId> known) {
        this.action = action;
        this.recorded = recorded;
        this.known = known;
    }

    /** Whether the report is stored already. */
    public boolean isKnown(ReportId report) {
        return known.contains(report);
    }

    /** Takes a new report; answers why not. */
    public Optional<FlyteException> take(ReportId report) {
        Observed reported = new Observed(report.attempt(), report.phase());
        if (recorded.phase() == ActionPhase.ACTION_PHASE_ABORTED) {
            return Optional.of(new Aborted("action %s is aborted", action));
        }
        if (PhaseTransition.judge(recorded, reported) == Verdict.FINAL && !isLate(reported)) {
            return Optional.of(new FailedPrecondition(
                    "action %s has ended as %s in attempt %d",
                    action, ActionPhases.shortName(recorded.phase()), recorded.attempt()));
        }
        known.add(report);
        recorded = PhaseTransition.after(recorded, reported);
        return Optional.empty();
    }

    /** An earlier phase of the attempt that has ended. */
    private boolean isLate(Observed reported) {
        return reported.attempt() <= recorded.attempt() && !ActionPhases.isTerminal(reported.phase());
    }
}
