package org.flyte.executor;

import jakarta.inject.Singleton;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import org.flyte.platform.model.FlyteException.NotFound;
import org.flyte.platform.podlogs.PodLogSource;

/** Output of pods that tests put down here, by the name of the pod; the stand-in of the Kubernetes API has none. */
@Singleton
public class StubPodLogs implements PodLogSource {
    public final Map<String, Supplier<InputStream>> outputs = new ConcurrentHashMap<>();
    public final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();

    /** Where other output comes from; nowhere when empty. */
    public volatile Optional<PodLogSource> others = Optional.empty();

    @Override
    public InputStream open(Request request) {
        requests.add(request);
        if (others.isPresent()) {
            return others.get().open(request);
        }
        return Optional.ofNullable(outputs.get(request.pod()))
                .orElseThrow(() -> new NotFound("pod %s not found in namespace %s", request.pod(), request.namespace()))
                .get();
    }
}
