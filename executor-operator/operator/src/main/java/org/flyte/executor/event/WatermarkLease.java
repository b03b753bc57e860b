package org.flyte.executor.event;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.util.Map;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * The recorded {@link Watermark}, an annotation of a Lease. Only the process that took the Lease last may move it: one that
 * led before knows nothing of what its successor has not published yet.
 */
final class WatermarkLease {
    static final String ANNOTATION = "flyte.org/published-up-to";

    private static final Logger LOG = Logger.getLogger(WatermarkLease.class);
    private static final int FORBIDDEN = 403;
    private static final int CONFLICT = 409;

    private final KubernetesClient client;
    private final String namespace;
    private final String name;
    private final String holder = UUID.randomUUID().toString();
    private Lease taken;

    WatermarkLease(KubernetesClient client, String namespace, String name) {
        this.client = client;
        this.namespace = namespace;
        this.name = name;
    }

    /**
     * Takes the Lease; the result is the recorded value, 0 when there is none. Blocks.
     *
     * @throws KubernetesClientException when Kubernetes does not answer, or somebody else took the Lease at the same time
     */
    synchronized long take() {
        try {
            Lease found = lease().get();
            long value = found == null ? 0 : value(found);
            taken = found == null
                    ? client.leases().resource(with(new Lease(), 0)).create()
                    : client.leases().resource(with(found, value)).update();
            return value;
        } catch (KubernetesClientException e) {
            if (e.getCode() != FORBIDDEN) {
                throw e;
            }
            LOG.warnf(
                    "it cannot be recorded which events are published; a restart publishes all again: lease=%s/%s cause=%s",
                    namespace, name, e.getMessage());
            return 0;
        }
    }

    /** Records the value, unless another process has taken the Lease or Kubernetes does not answer. Blocks. */
    synchronized void record(long value) {
        if (taken == null) {
            return;
        }
        try {
            taken = client.leases().resource(with(taken, value)).update();
        } catch (KubernetesClientException e) {
            if (e.getCode() == CONFLICT) {
                taken = null;
            }
            LOG.infof("not recorded which events are published: lease=%s/%s cause=%s", namespace, name, e.getMessage());
        }
    }

    /** A value above the version of its own Lease was recorded by another API server: its versions mean nothing here. */
    private static long value(Lease lease) {
        Map<String, String> annotations = lease.getMetadata().getAnnotations();
        long value = version(annotations == null ? null : annotations.get(ANNOTATION));
        return value < version(lease.getMetadata().getResourceVersion()) ? value : 0;
    }

    /** A resource version as a number; 0 for one that is none. */
    static long version(String text) {
        return text != null && text.matches("[0-9]{1,18}") ? Long.parseLong(text) : 0;
    }

    private Lease with(Lease lease, long value) {
        return new LeaseBuilder(lease)
                .editOrNewMetadata()
                .withName(name)
                .withNamespace(namespace)
                .addToAnnotations(ANNOTATION, Long.toString(value))
                .endMetadata()
                .editOrNewSpec()
                .withHolderIdentity(holder)
                .endSpec()
                .build();
    }

    private Resource<Lease> lease() {
        return client.leases().inNamespace(namespace).withName(name);
    }
}
