package org.flyte.actions.status;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import org.flyte.actions.ActionsConfig;
import org.flyte.actions.KubernetesConfig;
import org.jboss.logging.Logger;

/**
 * The Kubernetes lease whose holder forwards statuses. A replica waits while another one holds the lease and renews it. It
 * forwards in every other case, also while Kubernetes refuses leases or is unavailable: a report that two replicas send
 * does no harm, one that nobody sends does.
 *
 * <p>Whether a lease has expired is judged by this process's own clock, from when it saw the last renewal.
 */
@ApplicationScoped
class ForwarderLease {
    static final String NAME = "actions-service-status";

    private static final Logger LOG = Logger.getLogger(ForwarderLease.class);
    private static final int CONFLICT = 409;

    private final KubernetesClient kubernetes;
    private final String namespace;
    private final Clock clock;
    private final boolean elects;
    private final Duration duration;
    private final String identity = UUID.randomUUID().toString();
    private String seenVersion = "";
    private Instant seenAt = Instant.EPOCH;
    private volatile Instant waitUntil;
    private boolean unavailable;

    ForwarderLease(KubernetesClient kubernetes, KubernetesConfig kubernetesConfig, ActionsConfig config, Clock clock) {
        this.kubernetes = kubernetes;
        this.namespace = kubernetesConfig.namespace();
        this.clock = clock;
        this.elects = config.status().leaderElect();
        this.duration = config.status().lease();
        this.waitUntil = elects ? clock.instant().plus(duration) : Instant.EPOCH;
    }

    /** Whether replicas elect one that forwards. */
    boolean elects() {
        return elects;
    }

    /** How long the lease holds without renewal. */
    Duration duration() {
        return duration;
    }

    /** Whether this replica forwards. */
    boolean permits() {
        return !clock.instant().isBefore(waitUntil);
    }

    /** Renews the lease, or takes it when nobody has it; to be called several times while it holds. Blocks. */
    synchronized void renew() {
        try {
            Lease current = lease().get();
            if (current == null) {
                kubernetes
                        .leases()
                        .inNamespace(namespace)
                        .resource(heldBy(identity, new Lease()))
                        .create();
                hold();
            } else if (isMine(current) || isFree(current)) {
                kubernetes
                        .leases()
                        .inNamespace(namespace)
                        .resource(heldBy(identity, current))
                        .update();
                hold();
            } else {
                waitUntil = seenAt.plus(duration);
            }
            unavailable = false;
        } catch (KubernetesClientException e) {
            if (e.getCode() != CONFLICT && !unavailable) {
                unavailable = true;
                LOG.warnf("lease not renewed; each replica forwards: lease=%s cause=%s", NAME, e.getMessage());
            }
        }
    }

    /** Lets another replica take the lease at once. Never fails. Blocks. */
    synchronized void release() {
        try {
            Lease current = lease().get();
            if (current != null && isMine(current)) {
                kubernetes
                        .leases()
                        .inNamespace(namespace)
                        .resource(heldBy("", current))
                        .update();
            }
        } catch (KubernetesClientException e) {
            LOG.debugf("lease not released: lease=%s cause=%s", NAME, e.getMessage());
        }
    }

    private void hold() {
        if (!waitUntil.equals(Instant.EPOCH)) {
            LOG.infof("this replica forwards statuses: lease=%s", NAME);
        }
        waitUntil = Instant.EPOCH;
    }

    private boolean isMine(Lease lease) {
        return identity.equals(lease.getSpec().getHolderIdentity());
    }

    /** Whether nobody holds it, or its holder has not renewed it for its duration. */
    private boolean isFree(Lease lease) {
        String version = lease.getMetadata().getResourceVersion();
        if (!version.equals(seenVersion)) {
            seenVersion = version;
            seenAt = clock.instant();
        }
        String holder = lease.getSpec().getHolderIdentity();
        return holder == null || holder.isEmpty() || !clock.instant().isBefore(seenAt.plus(duration));
    }

    private Lease heldBy(String holder, Lease lease) {
        return new LeaseBuilder(lease)
                .editOrNewMetadata()
                .withName(NAME)
                .withNamespace(namespace)
                .endMetadata()
                .editOrNewSpec()
                .withHolderIdentity(holder)
                .withLeaseDurationSeconds((int) duration.toSeconds())
                .withRenewTime(clock.instant().atZone(ZoneOffset.UTC))
                .endSpec()
                .build();
    }

    private Resource<Lease> lease() {
        return kubernetes.leases().inNamespace(namespace).withName(NAME);
    }
}
