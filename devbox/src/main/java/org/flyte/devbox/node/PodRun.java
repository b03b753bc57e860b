package org.flyte.devbox.node;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jboss.logging.Logger;

/** The life of one pod on this node: waits for a place to start, runs, reports its end. */
final class PodRun {
    private static final Logger LOG = Logger.getLogger(PodRun.class);

    /** What all pods of the node share. */
    record Node(
            PodApi api, PodFiles files, StartGate gate, Map<String, String> environment, Duration grace, Clock clock) {}

    private final Node node;
    private final Pod pod;
    private final Container container;
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile boolean cancelled;
    private volatile boolean abandoned;
    private volatile PodProcess process;

    private PodRun(Node node, Pod pod) {
        this.node = node;
        this.pod = pod;
        this.container = PodCommand.container(pod);
    }

    /**
     * @param before run of an earlier pod of the same name, which ends first; may be null
     * @param whenOver called once, at the very end
     */
    static PodRun start(Node node, Pod pod, PodRun before, Runnable whenOver) {
        PodRun run = new PodRun(node, pod);
        Thread.ofVirtual().name("pod-" + run.name()).start(() -> {
            try {
                if (before != null) {
                    before.over.await();
                }
                run.live();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                run.over.countDown();
                whenOver.run();
            }
        });
        return run;
    }

    String uid() {
        return pod.getMetadata().getUid();
    }

    boolean isNamed(String namespace, String name) {
        return name.equals(name()) && namespace.equals(pod.getMetadata().getNamespace());
    }

    /** The pod is gone or going: its processes get SIGTERM, and SIGKILL after the grace period. */
    void cancel() {
        cancelled = true;
        PodProcess running = process;
        if (running != null) {
            Thread.ofVirtual().name("end-" + name()).start(() -> terminate(running));
        }
    }

    /**
     * The node stops: the pod ends as for {@link #cancel}, but nothing is said of its end. Reported, it would count as
     * a failure of the task, while after the next start the action simply runs again.
     */
    void abandon() {
        abandoned = true;
        cancel();
    }

    void join(Duration most) throws InterruptedException {
        if (!over.await(most.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS)) {
            LOG.warnf("pod did not end in time pod=%s", name());
        }
    }

    private void live() throws InterruptedException {
        Instant started = node.clock.instant();
        try {
            if (!launch()) {
                return;
            }
            started = node.clock.instant();
            report(PodStatuses.running(container, process.pid(), started));
            int code = process.awaitExit();
            Instant finished = node.clock.instant();
            String tail = code == 0 ? "" : process.tail(code);
            report(PodStatuses.ended(container, process.pid(), started, finished, code, tail));
        } catch (IOException | RuntimeException e) {
            LOG.warnf(e, "pod cannot run pod=%s", name());
            report(PodStatuses.refused(container, started, String.valueOf(e.getMessage())));
        } finally {
            clean();
        }
    }

    private void report(PodStatus status) throws InterruptedException {
        if (!abandoned) {
            node.api.status(pod, status);
        }
    }

    private boolean launch() throws InterruptedException, IOException {
        node.gate.enter();
        boolean handedOver = false;
        try {
            if (cancelled) {
                return false;
            }
            Path work = node.files.freshWork(name());
            Map<String, String> variables = variables(work);
            process = PodProcess.start(
                    PodCommand.line(container, variables), variables, work, node.files.log(name()), node.clock);
            StalePods.remember(node.files.pid(name()), process.handle());
            if (cancelled) {
                cancel();
            }
            Thread.ofVirtual().name("boot-" + name()).start(this::holdPlace);
            handedOver = true;
            return true;
        } finally {
            if (!handedOver) {
                node.gate.leave();
            }
        }
    }

    private void holdPlace() {
        try {
            node.gate.awaitBoot(process.handle());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            node.gate.leave();
        }
    }

    private Map<String, String> variables(Path work) {
        Map<String, String> variables = new LinkedHashMap<>(node.environment);
        variables.putAll(PodEnvironment.of(pod, container, key -> node.api.secret(pod, key)));
        variables.put("PWD", work.toString());
        return variables;
    }

    private void terminate(PodProcess running) {
        try {
            Long wanted = pod.getSpec().getTerminationGracePeriodSeconds();
            Duration asked = wanted == null ? node.grace : Duration.ofSeconds(wanted);
            running.terminate(asked.compareTo(node.grace) < 0 ? asked : node.grace);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void clean() {
        try {
            Files.deleteIfExists(node.files.pid(name()));
            node.files.dropWork(name());
        } catch (IOException e) {
            LOG.warnf("working directory stays pod=%s cause=%s", name(), e.getMessage());
        }
    }

    private String name() {
        return pod.getMetadata().getName();
    }
}
