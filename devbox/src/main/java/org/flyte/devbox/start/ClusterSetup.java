package org.flyte.devbox.start;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.flyte.crd.CustomResources;

/** Prepares the user's own cluster: creates the custom resource definitions and the namespace of pods. */
public final class ClusterSetup {
    private static final int ANSWER_MILLIS = 10_000;

    private final String namespace;

    public ClusterSetup(String namespace) {
        this.namespace = namespace;
    }

    /** Checks that the cluster answers, then creates what is missing. */
    public void apply() {
        Config config = Config.autoConfigure(null);
        config.setConnectionTimeout(ANSWER_MILLIS);
        config.setRequestTimeout(ANSWER_MILLIS);
        config.setRequestRetryBackoffLimit(1);
        try (KubernetesClient client =
                new KubernetesClientBuilder().withConfig(config).build()) {
            createNamespace(client);
            CustomResources.definitions().forEach(file -> applyDefinition(client, file));
        } catch (KubernetesClientException e) {
            throw new UsageException(
                    "the cluster of KUBECONFIG at %s cannot be used: %s", config.getMasterUrl(), firstLine(e));
        }
    }

    private void createNamespace(KubernetesClient client) {
        if (client.namespaces().withName(namespace).get() == null) {
            client.resource(new NamespaceBuilder()
                            .withNewMetadata()
                            .withName(namespace)
                            .endMetadata()
                            .build())
                    .create();
        }
    }

    private static void applyDefinition(KubernetesClient client, String file) {
        CustomResourceDefinition wanted = read(client, file);
        var resource = client.resource(wanted);
        CustomResourceDefinition present = resource.get();
        if (present == null) {
            resource.create();
        } else if (!Objects.equals(
                present.getSpec().getVersions(), wanted.getSpec().getVersions())) {
            wanted.getMetadata().setResourceVersion(present.getMetadata().getResourceVersion());
            client.resource(wanted).update();
        }
        client.resource(wanted).waitUntilCondition(ClusterSetup::isEstablished, 20, TimeUnit.SECONDS);
    }

    private static CustomResourceDefinition read(KubernetesClient client, String file) {
        try (InputStream yaml = CustomResources.class.getResourceAsStream(file)) {
            return client.apiextensions()
                    .v1()
                    .customResourceDefinitions()
                    .load(yaml)
                    .item();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isEstablished(CustomResourceDefinition definition) {
        return definition != null
                && definition.getStatus() != null
                && definition.getStatus().getConditions() != null
                && definition.getStatus().getConditions().stream()
                        .anyMatch(condition -> condition.getType().equals("Established")
                                && condition.getStatus().equals("True"));
    }

    private static String firstLine(KubernetesClientException e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage()).lines().findFirst().orElse("no answer");
    }
}
