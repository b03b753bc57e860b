package org.flyte.executor.job;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.flyte.crd.TaskAction;

/** The controller of a kind of jobs, played by a test. */
public record JobController(KubernetesClient client, String namespace, JobCase job) {
    /** The custom resource of an action, once the operator has made it. */
    public GenericKubernetesResource resource(TaskAction action) {
        return await().atMost(Duration.ofSeconds(60))
                .until(() -> find(action), Optional::isPresent)
                .orElseThrow();
    }

    public Optional<GenericKubernetesResource> find(TaskAction action) {
        return resources().list().getItems().stream()
                .filter(found -> found.getMetadata()
                        .getOwnerReferences()
                        .getFirst()
                        .getName()
                        .equals(action.getMetadata().getName()))
                .findFirst();
    }

    /** Writes a status, in YAML. */
    public void write(GenericKubernetesResource resource, String status) {
        String yaml = "---\n" + status.replace("LEADER", leaderName(resource));
        Map<?, ?> fields = client.getKubernetesSerialization().unmarshal(yaml, Map.class);
        resources()
                .resource(resource)
                .subresource("status")
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        client.getKubernetesSerialization().asJson(Map.of("status", fields)));
    }

    /** The name that the controller gives the leading pod; where a plugin predicts it, that one. */
    public static String leaderName(GenericKubernetesResource resource) {
        return resource.getMetadata().getName() + "-worker-0";
    }

    private NonNamespaceOperation<
                    GenericKubernetesResource, GenericKubernetesResourceList, Resource<GenericKubernetesResource>>
            resources() {
        return client.genericKubernetesResources(job.resources()).inNamespace(namespace);
    }
}
