package org.flyte.executor.pod;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.Objects;

/** Which changes of a pod may change what we think of its attempt; binding and bookkeeping do not. */
final class PodChanges {
    private PodChanges() {}

    static boolean matter(Pod after, Pod before) {
        return !Objects.equals(
                        after.getMetadata().getDeletionTimestamp(),
                        before.getMetadata().getDeletionTimestamp())
                || !Objects.equals(after.getStatus(), before.getStatus());
    }
}
