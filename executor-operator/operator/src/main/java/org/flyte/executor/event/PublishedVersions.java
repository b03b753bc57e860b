package org.flyte.executor.event;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.flyte.crd.TaskAction;
import org.flyte.executor.config.ExecutorConfig;
import org.flyte.executor.config.Shard;
import org.jboss.logging.Logger;

/**
 * Remembers over restarts which events the broker has, so that a new leader does not publish the history of every
 * TaskAction again; see docs/adr/0005-events-derive-from-task-action-status.md.
 */
@ApplicationScoped
class PublishedVersions {
    private static final Logger LOG = Logger.getLogger(PublishedVersions.class);

    private final WatermarkLease lease;
    private final ExecutorConfig.Events config;
    private volatile Watermark watermark;
    private volatile Thread loop;
    private volatile boolean stopped;

    PublishedVersions(
            KubernetesClient client,
            ExecutorConfig config,
            @ConfigProperty(name = "flyte.kubernetes.namespace") String namespace) {
        this.lease = new WatermarkLease(client, namespace, Shard.of(config).lease() + "-events");
        this.config = config.events();
    }

    /**
     * The watermark of this process, which leads. Blocks when it is asked first.
     *
     * @param actions all TaskActions that this operator reconciles
     * @param known whether the events of one are published by this process
     * @throws KubernetesClientException when Kubernetes does not answer
     */
    Watermark watermark(Supplier<Collection<TaskAction>> actions, Predicate<TaskAction> known) {
        Watermark opened = watermark;
        return opened == null ? open(actions, known) : opened;
    }

    @PreDestroy
    void stop() {
        stopped = true;
        if (loop != null) {
            loop.interrupt();
        }
    }

    private synchronized Watermark open(Supplier<Collection<TaskAction>> actions, Predicate<TaskAction> known) {
        if (watermark == null) {
            boolean records = config.enabled() && !config.watermarkInterval().isZero();
            Watermark opened = new Watermark(records ? lease.take() : 0);
            if (records && !stopped) {
                long untilAllKnown = opened.hold();
                loop = Thread.ofVirtual()
                        .name("published-versions")
                        .start(() -> run(opened, untilAllKnown, actions, known));
            }
            watermark = opened;
        }
        return watermark;
    }

    private void run(
            Watermark opened,
            long untilAllKnown,
            Supplier<Collection<TaskAction>> actions,
            Predicate<TaskAction> known) {
        long recorded = untilAllKnown;
        boolean allKnown = false;
        try {
            while (true) {
                Thread.sleep(config.watermarkInterval());
                if (!allKnown && opened.hasRisen()) {
                    allKnown = actions.get().stream()
                            .allMatch(action -> opened.wasPublished(versionOf(action)) || known.test(action));
                    if (allKnown) {
                        opened.release(untilAllKnown);
                    }
                }
                long value = opened.value();
                if (value > recorded) {
                    lease.record(value);
                    recorded = value;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.error("which events are published is not recorded any more; a restart publishes more of them again", e);
        }
    }

    static long versionOf(TaskAction action) {
        return WatermarkLease.version(action.getMetadata().getResourceVersion());
    }
}
