package org.flyte.executor.pod;

import io.fabric8.kubernetes.api.model.Pod;
import io.javaoperatorsdk.operator.processing.event.source.filter.OnUpdateFilter;
import java.time.Clock;
import java.time.Instant;
import org.flyte.executor.plugin.Report;

/** Filters events of pods: only one that is judged otherwise than before wakes the reconciler. */
final class PodChanges implements OnUpdateFilter<Pod> {
    private final PodPhases phases;
    private final Clock clock;

    PodChanges(PodPhases phases, Clock clock) {
        this.phases = phases;
        this.clock = clock;
    }

    /** Whether more is known of a new pod than that it exists: the reconcile that created it knows that. */
    boolean isNews(Pod added) {
        return !(phases.report(added, clock.instant()) instanceof Report.Active active
                && active.phase() == Report.Phase.QUEUED);
    }

    @Override
    public boolean accept(Pod after, Pod before) {
        Instant now = clock.instant();
        return !phases.report(after, now).equals(phases.report(before, now));
    }
}
