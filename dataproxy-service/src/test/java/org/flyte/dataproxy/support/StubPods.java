package org.flyte.dataproxy.support;

import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.flyte.dataproxy.logs.pod.LivePod;
import org.flyte.dataproxy.logs.pod.PodLookup;
import org.flyte.idl.core.PodLogContext;

/** Pods that tests put down here; else one for each output of {@link StubPodLogSource}, which has ended. */
@Singleton
public class StubPods implements PodLookup {
    public final Map<String, LivePod> pods = new ConcurrentHashMap<>();

    private final StubPodLogSource logs;
    private final StubRuns runs;

    StubPods(StubPodLogSource logs, StubRuns runs) {
        this.logs = logs;
        this.runs = runs;
    }

    @Override
    public Optional<LivePod> find(String namespace, String pod) {
        return Optional.ofNullable(pods.get(pod))
                .or(() -> Optional.of(pod).filter(logs.outputs::containsKey).map(this::ended));
    }

    private LivePod ended(String pod) {
        return new LivePod(labelsOf(actionOf(pod)), true, Map.of());
    }

    /** The labels that the operator gives to the pods of an action. */
    public static Map<String, String> labelsOf(String action) {
        return Map.of("project", Given.PROJECT, "domain", "development", "run", "r1", "action", action);
    }

    private String actionOf(String pod) {
        return runs.logContexts.entrySet().stream()
                .filter(context -> context.getValue().getPodsList().stream()
                        .map(PodLogContext::getPodName)
                        .anyMatch(pod::equals))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("");
    }
}
