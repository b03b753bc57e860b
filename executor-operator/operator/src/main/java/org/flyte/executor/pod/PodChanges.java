package org.flyte.executor.pod;

import io.fabric8.kubernetes.api.model.Pod;
import io.javaoperatorsdk.operator.processing.event.source.filter.OnUpdateFilter;
import java.util.Objects;

/** Filters updates of pods: only a change of the status or a deletion wakes the reconciler. */
final class PodChanges implements OnUpdateFilter<Pod> {
    @Override
    public boolean accept(Pod after, Pod before) {
        return !Objects.equals(
                        after.getMetadata().getDeletionTimestamp(),
                        before.getMetadata().getDeletionTimestamp())
                || !Objects.equals(after.getStatus(), before.getStatus());
    }
}
