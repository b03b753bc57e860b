package org.flyte.executor.pod;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventList;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.flyte.executor.plugin.Report;
import org.flyte.platform.runtime.LogContext;
import org.flyte.platform.runtime.LogKey;
import org.jboss.logging.Logger;

/**
 * Says why a pod takes long to start, which its status does not: a volume that cannot be mounted, a network that cannot be set up. Reads
 * the Warning Events of the pods of a namespace, all at once and only while one of them takes long. Callers never wait: they get what was
 * read last.
 */
@ApplicationScoped
class PodWarnings {
    private static final Logger LOG = Logger.getLogger(PodWarnings.class);

    private static final Duration LONG = Duration.ofSeconds(10);
    /** How long what was read is not read again. */
    private static final Duration FRESH = Duration.ofSeconds(15);

    private static final Duration AFTER_FAILURE = Duration.ofMinutes(2);
    /** Longest pause between two looks at such a pod. */
    private static final Duration SLOWEST_CHECK = Duration.ofMinutes(5);

    private static final long PAGE = 500;
    private static final int MAX_PAGES = 4;
    private static final int MAX_MESSAGE = 512;

    private final KubernetesClient client;
    private final Clock clock;
    private final Map<String, Snapshot> byNamespace = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    /** Whether the log says that Events cannot be read. */
    private final AtomicBoolean failing = new AtomicBoolean();

    PodWarnings(KubernetesClient client, Clock clock) {
        this.client = client;
        this.clock = clock;
    }

    /** The latest Warning of each pod of a namespace, by uid; {@code reading} while it is read anew. */
    private static final class Snapshot {
        private volatile Map<String, String> warnings = Map.of();
        private volatile Instant until = Instant.EPOCH;
        private final AtomicBoolean reading = new AtomicBoolean();
    }

    @PreDestroy
    void stop() {
        threads.shutdownNow();
    }

    /** The report, with the latest Warning as its reason if the pod takes long to start, to be looked at again. */
    Report explain(Report report, Pod pod, Instant now) {
        return report instanceof Report.Active active && active.phase() == Report.Phase.INITIALIZING
                ? explain(active, pod, now)
                : report;
    }

    private Report explain(Report.Active starting, Pod pod, Instant now) {
        Duration age = Duration.between(starting.since(), now);
        if (age.compareTo(LONG) < 0) {
            return starting.checkedBy(starting.since().plus(LONG));
        }
        Duration wait = age.dividedBy(2);
        Duration again = wait.compareTo(FRESH) < 0 ? FRESH : wait.compareTo(SLOWEST_CHECK) > 0 ? SLOWEST_CHECK : wait;
        Report.Active checked = starting.checkedBy(now.plus(again));
        return latest(pod).map(checked::withReason).orElse(checked);
    }

    private Optional<String> latest(Pod pod) {
        String namespace = pod.getMetadata().getNamespace();
        Snapshot snapshot = byNamespace.computeIfAbsent(namespace, _ -> new Snapshot());
        if (!snapshot.until.isAfter(clock.instant()) && snapshot.reading.compareAndSet(false, true)) {
            threads.execute(() -> refresh(namespace, snapshot));
        }
        return Optional.ofNullable(snapshot.warnings.get(pod.getMetadata().getUid()));
    }

    private void refresh(String namespace, Snapshot snapshot) {
        try {
            snapshot.warnings = read(namespace);
            snapshot.until = clock.instant().plus(FRESH);
            failing.set(false);
        } catch (KubernetesClientException e) {
            snapshot.until = clock.instant().plus(AFTER_FAILURE);
            if (failing.compareAndSet(false, true)) {
                try (var _ = LogContext.of(LogKey.CAUSE, e.getMessage()).enter()) {
                    LOG.warn("Kubernetes Events of pods cannot be read");
                }
            }
        } finally {
            snapshot.reading.set(false);
        }
    }

    private Map<String, String> read(String namespace) {
        Map<String, Event> latest = new HashMap<>();
        String next = null;
        for (int page = 0; page < MAX_PAGES && (page == 0 || next != null); page++) {
            EventList events = client.v1()
                    .events()
                    .inNamespace(namespace)
                    .withField("type", "Warning")
                    .withField("involvedObject.kind", "Pod")
                    .list(new ListOptionsBuilder()
                            .withLimit(PAGE)
                            .withContinue(next)
                            .build());
            events.getItems().stream()
                    .filter(event -> event.getInvolvedObject().getUid() != null)
                    .forEach(event -> latest.merge(
                            event.getInvolvedObject().getUid(),
                            event,
                            (one, other) -> time(other).compareTo(time(one)) >= 0 ? other : one));
            String continued = events.getMetadata().getContinue();
            next = continued == null || continued.isEmpty() ? null : continued;
        }
        Map<String, String> warnings = new HashMap<>();
        latest.forEach((uid, event) -> warnings.put(uid, text(event)));
        return warnings;
    }

    private static Instant time(Event event) {
        return Stream.of(
                        event.getLastTimestamp(),
                        event.getEventTime() == null
                                ? null
                                : event.getEventTime().getTime(),
                        event.getFirstTimestamp())
                .filter(Objects::nonNull)
                .findFirst()
                .map(Instant::parse)
                .orElse(Instant.EPOCH);
    }

    private static String text(Event event) {
        String message = event.getMessage() == null ? "" : event.getMessage();
        String text = event.getReason() + ": " + message;
        return text.length() <= MAX_MESSAGE ? text : text.substring(0, MAX_MESSAGE - 1) + "…";
    }
}
