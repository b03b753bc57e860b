package org.flyte.actions.cluster;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.jboss.logging.Logger;

/** The namespaces of the cluster. Each method blocks on one Kubernetes request. */
record Namespaces(KubernetesClient kubernetes) {
    private static final Logger LOG = Logger.getLogger(Namespaces.class);

    boolean has(String name) {
        return kubernetes.namespaces().withName(name).get() != null;
    }

    /** Creates it. */
    void create(String name) {
        kubernetes
                .namespaces()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .build())
                .create();
        LOG.infof("namespace created: namespace=%s", name);
    }
}
