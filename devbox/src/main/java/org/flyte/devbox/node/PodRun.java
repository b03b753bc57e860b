package org.flyte.devbox.node;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** One pod on this node from its creation to its end: waits for a permit to start, runs, reports its end. */
final class PodRun {
    private static final Logger LOG = Logger.getLogger(PodRun.class);

    /**
     * What all pods of the node share.
     *
     * @param storeFolder the object store, if it is a folder of this machine
     */
    record Node(
            PodApi api,
            PodFiles files,
            PidFiles pids,
            PodCredentials credentials,
            StartLimiter starts,
            Map<String, String> environment,
            Optional<Path> storeFolder,
            Duration grace,
            Clock clock) {}

    private final Node node;
    private final Pod pod;
    private final ContainerCommand command;
    private final Optional<RawContainer> raw;
    private final PodStatusFactory statuses;
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile boolean cancelled;
    private volatile boolean abandoned;
    private volatile PodProcess process;
    private WorkingDirectory work;

    private PodRun(Node node, Pod pod) {
        this.node = node;
        this.pod = pod;
        this.command = ContainerCommand.of(pod);
        this.raw = RawContainer.of(pod, node.files.volumes(name()), node.environment, node.storeFolder);
        this.statuses = new PodStatusFactory(
                command.container(), () -> raw.map(RawContainer::statuses).orElse(List.of()));
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
                run.runToEnd();
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

    boolean isNamed(String name) {
        return name.equals(name());
    }

    boolean isNamed(String namespace, String name) {
        return name.equals(name()) && namespace.equals(pod.getMetadata().getNamespace());
    }

    /** Ends a pod that was deleted: its processes get SIGTERM, and SIGKILL after the grace period. */
    void cancel() {
        cancelled = true;
        PodProcess running = process;
        if (running != null) {
            Thread.ofVirtual().name("terminate-" + name()).start(() -> terminate(running));
        }
    }

    /**
     * Ends the pod because the node shuts down. Its end is not reported: it would count as a failure of the task, while
     * after the next start the action runs again.
     */
    void abandon() {
        abandoned = true;
        cancel();
    }

    void join(Duration limit) throws InterruptedException {
        if (!over.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.warnf("pod did not end within the grace period pod=%s", name());
        }
    }

    private void runToEnd() throws InterruptedException {
        Instant started = node.clock.instant();
        try {
            if (raw.isPresent() && !cancelled && !raw.get().download()) {
                report(statuses.failedBeforeStart(node.clock.instant()));
                return;
            }
            if (!launch()) {
                return;
            }
            started = node.clock.instant();
            report(statuses.running(process.pid(), started));
            int code = process.awaitExit();
            Instant finished = node.clock.instant();
            String tail = code == 0 ? "" : process.tail(code);
            if (raw.isPresent() && !cancelled) {
                raw.get().upload();
            }
            report(statuses.ended(process.pid(), started, finished, code, tail));
            process.killRest();
        } catch (IOException | RuntimeException e) {
            LOG.warnf(e, "pod cannot start pod=%s", name());
            report(statuses.refused(started, String.valueOf(e.getMessage())));
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
        node.starts.acquire();
        boolean handedOver = false;
        try {
            if (cancelled) {
                return false;
            }
            process = startProcess();
            if (cancelled) {
                cancel();
            }
            Thread.ofVirtual().name("start-" + name()).start(this::holdPermit);
            handedOver = true;
            return true;
        } finally {
            if (!handedOver) {
                node.starts.release();
            }
        }
    }

    private PodProcess startProcess() throws IOException {
        Map<String, String> variables = variables();
        node.files.createFolders();
        work = WorkingDirectory.of(node.files, name(), variables);
        work.create();
        variables.put("PWD", work.path().toString());
        PodProcess started = PodProcess.start(
                command.line(variables).stream().map(this::moved).toList(),
                variables,
                work.path(),
                node.files.log(name()),
                node.files.processes(name()),
                node.clock);
        try {
            node.pids.write(name(), started.handle());
        } catch (IOException e) {
            started.kill();
            throw e;
        }
        return started;
    }

    private void holdPermit() {
        try {
            node.starts.awaitStarted(process.handle());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            node.starts.release();
        }
    }

    private Map<String, String> variables() throws IOException {
        Map<String, String> variables = new LinkedHashMap<>(node.environment);
        variables.putAll(new EnvironmentResolver(pod, command.container(), key -> node.api.secret(pod, key)).resolve());
        variables.replaceAll((variable, value) -> moved(value));
        variables.putAll(node.credentials.grant(pod));
        return new MountedVolumes(
                        pod,
                        node.files.secrets(name()),
                        name -> node.api.secretData(pod, name),
                        name -> node.api.configMapData(pod, name))
                .mount(command.container(), variables);
    }

    private String moved(String text) {
        return raw.map(container -> container.moved(text)).orElse(text);
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
            node.pids.delete(name());
            node.files.deleteSecrets(name());
            node.files.deleteVolumes(name());
            node.credentials.revoke(pod);
            if (work != null) {
                work.clean();
            }
        } catch (IOException e) {
            LOG.warnf("working directory not deleted pod=%s cause=%s", name(), e.getMessage());
        }
    }

    private String name() {
        return pod.getMetadata().getName();
    }
}
