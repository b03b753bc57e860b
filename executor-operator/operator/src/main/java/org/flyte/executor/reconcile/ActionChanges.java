package org.flyte.executor.reconcile;

import io.javaoperatorsdk.operator.processing.event.source.filter.OnUpdateFilter;
import java.util.Arrays;
import java.util.Objects;
import org.flyte.crd.TaskAction;
import org.flyte.crd.TaskActionStatus;

/** Filters updates of TaskActions: the reconciler's own status writes do not wake it, the signal of a condition does. */
public class ActionChanges implements OnUpdateFilter<TaskAction> {
    @Override
    public boolean accept(TaskAction after, TaskAction before) {
        return !Objects.equals(
                        after.getMetadata().getGeneration(),
                        before.getMetadata().getGeneration())
                || !Objects.equals(
                        after.getMetadata().getDeletionTimestamp(),
                        before.getMetadata().getDeletionTimestamp())
                || !Objects.equals(
                        after.getMetadata().getFinalizers(),
                        before.getMetadata().getFinalizers())
                || !Arrays.equals(signal(after.getStatus()), signal(before.getStatus()));
    }

    private static byte[] signal(TaskActionStatus status) {
        return status == null ? null : status.signalValue;
    }
}
