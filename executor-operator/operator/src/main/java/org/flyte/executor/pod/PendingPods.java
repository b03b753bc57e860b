package org.flyte.executor.pod;

import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.flyte.executor.config.PodConfig;
import org.flyte.executor.plugin.Failure;
import org.flyte.executor.pod.PodPhases.Phase;
import org.flyte.executor.pod.PodPhases.Verdict;

/** Judges a pending pod: what it waits for, and whether that can still come; see docs/behaviour/pods.md. */
final class PendingPods {
    private final PodConfig config;

    PendingPods(PodConfig config) {
        this.config = config;
    }

    Verdict verdict(PodStatus status, Instant since, Instant now) {
        Verdict verdict = conditions(status, since, now);
        Duration timeout = config.pendingTimeout();
        if (verdict.phase() != Phase.FAILED
                && !timeout.isZero()
                && !since.plus(timeout).isAfter(now)) {
            return Verdict.failed(Failure.system(
                    "PodPendingTimeout", "the pod was pending for " + Failure.text(timeout) + ": " + verdict.reason()));
        }
        return timeout.isZero() || verdict.checkAt() != null
                ? verdict
                : new Verdict(verdict.phase(), verdict.reason(), verdict.failure(), since.plus(timeout));
    }

    private Verdict conditions(PodStatus status, Instant since, Instant now) {
        for (PodCondition condition : status.getConditions()) {
            boolean isFalse = "False".equals(condition.getStatus());
            if ("Unschedulable".equals(condition.getType())
                    || (isFalse && "PodScheduled".equals(condition.getType()))) {
                return Verdict.of(Phase.WAITING, condition.getReason() + ": " + condition.getMessage());
            }
        }
        Optional<PodCondition> notReady = status.getConditions().stream()
                .filter(condition -> "Ready".equals(condition.getType()) && "False".equals(condition.getStatus()))
                .findFirst();
        Optional<ContainerStateWaiting> waiting = waiting(status);
        if (waiting.isPresent()) {
            return waiting(waiting.get(), notReady.orElse(null), since, now);
        }
        return notReady.isPresent() ? Verdict.of(Phase.INITIALIZING, "") : Verdict.of(Phase.QUEUED, "");
    }

    /** Sidecars that restart (native ones are init containers) do not count while they are up. */
    private static Optional<ContainerStateWaiting> waiting(PodStatus status) {
        return Stream.concat(
                        status.getInitContainerStatuses().stream(),
                        status.getContainerStatuses().stream().filter(container -> !isReady(container)))
                .filter(container -> container.getState() != null)
                .map(container -> container.getState().getWaiting())
                .filter(state -> state != null)
                .findFirst();
    }

    private Verdict waiting(ContainerStateWaiting waiting, PodCondition notReady, Instant since, Instant now) {
        String reason = waiting.getReason() == null ? "" : waiting.getReason();
        String message = waiting.getMessage() == null ? reason : reason + ": " + waiting.getMessage();
        String code = (notReady == null ? "ContainersNotReady" : notReady.getReason()) + "|" + reason;
        Instant from = notReady == null || notReady.getLastTransitionTime() == null
                ? since
                : Instant.parse(notReady.getLastTransitionTime());
        return switch (reason) {
            case "PodInitializing", "ErrImagePull" -> Verdict.of(Phase.INITIALIZING, message);
            case "", "ContainerCreating" ->
                afterGrace(config.containerCreatingGrace(), from, now, message, graced -> Failure.system(code, graced));
            case "InvalidImageName" -> Verdict.failed(Failure.permanent(code, message));
            case "ImagePullBackOff", "ErrImageNeverPull" ->
                afterGrace(
                        config.imagePullBackoffGrace(),
                        from,
                        now,
                        message,
                        graced -> message.contains("429 Too Many Requests")
                                ? Failure.system(code, graced)
                                : Failure.user(code, graced));
            case "CreateContainerError" ->
                afterGrace(
                        config.createContainerErrorGrace(),
                        from,
                        now,
                        message,
                        graced -> Failure.permanent(code, graced));
            case "CreateContainerConfigError" ->
                afterGrace(
                        config.createContainerConfigErrorGrace(),
                        from,
                        now,
                        message,
                        graced -> Failure.permanent(code, graced));
            default ->
                afterGrace(config.otherWaitingGrace(), from, now, message, graced -> Failure.system(code, graced));
        };
    }

    private static Verdict afterGrace(
            Duration grace, Instant from, Instant now, String message, Function<String, Failure> failure) {
        Instant end = from.plus(grace);
        if (end.isAfter(now)) {
            return new Verdict(Phase.INITIALIZING, message, null, end);
        }
        return Verdict.failed(failure.apply(
                grace.isZero() ? message : "not resolved within %s: %s".formatted(Failure.text(grace), message)));
    }

    private static boolean isReady(ContainerStatus container) {
        return Boolean.TRUE.equals(container.getReady());
    }
}
