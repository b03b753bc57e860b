package org.flyte.executor.plugin.job;

import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.flyte.executor.plugin.PodKit;
import org.flyte.executor.plugin.Report;

/**
 * The pod whose fate is that of the job: driver, head, launcher.
 *
 * @param verdict of the pod kit
 */
public record LeaderPod(Pod pod, Report verdict) {
    /** Of several the newest, because a controller replaces a pod; one that is being deleted comes after those that are not. */
    public static Optional<Pod> newest(Stream<Pod> pods) {
        return pods.max(Comparator.comparing((Pod pod) -> pod.getMetadata().getDeletionTimestamp() == null)
                .thenComparing(pod -> Instant.parse(pod.getMetadata().getCreationTimestamp()))
                .thenComparing(pod -> pod.getMetadata().getName()));
    }

    /** The newest pod of a role. */
    public static Optional<Pod> ofRole(Stream<Pod> pods, String role) {
        return newest(pods.filter(pod -> role.equals(label(pod, PodKit.LABEL_ROLE))));
    }

    /** Empty when the pod has no such label. */
    public static String label(Pod pod, String name) {
        return pod.getMetadata().getLabels() == null
                ? ""
                : pod.getMetadata().getLabels().getOrDefault(name, "");
    }

    /** Whether infrastructure has ended the pod. */
    public boolean wasTakenAway() {
        return verdict instanceof Report.Failed failed && failed.failure().isSystem();
    }

    /** Whether the pod can never start: no controller replaces such a pod. */
    boolean cannotStart() {
        return verdict instanceof Report.Failed && "Pending".equals(phase());
    }

    private String phase() {
        return pod.getStatus() == null ? "" : String.valueOf(pod.getStatus().getPhase());
    }
}
