package org.flyte.apps.backend.pod;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.ContainerPortBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.flyte.idl.app.Spec;
import org.flyte.idl.core.K8sPod;
import org.flyte.idl.core.Resources.ResourceEntry;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.StructJson;

/**
 * The pod that a spec describes, before anything is added to it.
 *
 * @param pod its containers are lists that can be changed
 * @param primary the container that serves the app; one of the pod's
 * @param port of that container
 */
public record AppPayload(
        PodSpec pod,
        Container primary,
        ContainerPort port,
        Map<String, String> labels,
        Map<String, String> annotations) {
    /** Name of the container of apps that are one container, and of the one that serves in pods. */
    static final String APP = "app";

    private static final String RESERVED = "flyte.org/";

    /**
     * Reads the payload.
     *
     * @param gpuResource name of the resource that GPUs are asked for by
     * @throws InvalidArgument naming the field that is wrong
     */
    public static AppPayload of(Spec spec, String gpuResource) {
        return spec.hasPod() ? pod(spec.getPod()) : container(spec.getContainer(), gpuResource);
    }

    private static AppPayload container(org.flyte.idl.core.Container wanted, String gpuResource) {
        ContainerPort port = new ContainerPortBuilder()
                .withContainerPort(wanted.getPorts(0).getContainerPort())
                .withName(emptyToNull(wanted.getPorts(0).getName()))
                .build();
        Container container = new ContainerBuilder()
                .withName(APP)
                .withImage(wanted.getImage())
                .withCommand(wanted.getCommandList())
                .withArgs(wanted.getArgsList())
                .withPorts(port)
                .withEnv(wanted.getEnvList().stream()
                        .map(variable -> new EnvVar(variable.getKey(), variable.getValue(), null))
                        .toList())
                .withNewResources()
                .withRequests(quantities(wanted.getResources().getRequestsList(), gpuResource))
                .withLimits(quantities(wanted.getResources().getLimitsList(), gpuResource))
                .endResources()
                .build();
        PodSpec pod = new PodSpecBuilder().withContainers(container).build();
        return new AppPayload(pod, pod.getContainers().getFirst(), port, Map.of(), Map.of());
    }

    private static AppPayload pod(K8sPod wanted) {
        String field = "app.spec.pod";
        if (wanted.hasDataConfig()) {
            throw new InvalidArgument("%s.data_config is not supported for apps: leave it out", field);
        }
        PodSpec pod = parse(field + ".pod_spec", wanted);
        String name = wanted.getPrimaryContainerName().isEmpty() ? APP : wanted.getPrimaryContainerName();
        Container primary = pod.getContainers().stream()
                .filter(container -> name.equals(container.getName()))
                .findFirst()
                .orElseThrow(() -> new InvalidArgument(
                        "%s.pod_spec has no container named %s, which would serve the app", field, name));
        if (primary.getPorts().isEmpty() || primary.getPorts().getFirst().getContainerPort() == null) {
            throw new InvalidArgument("%s.pod_spec.containers: the container %s has no port", field, name);
        }
        Map<String, String> labels = wanted.getMetadata().getLabelsMap();
        Map<String, String> annotations = wanted.getMetadata().getAnnotationsMap();
        unreserved(field + ".metadata.labels", labels);
        unreserved(field + ".metadata.annotations", annotations);
        noSecrets(field + ".metadata.labels", labels, "inject-flyte-secrets");
        noSecrets(field + ".metadata.annotations", annotations, "flyte.secrets/");
        return new AppPayload(pod, primary, primary.getPorts().getFirst(), labels, annotations);
    }

    private static PodSpec parse(String field, K8sPod wanted) {
        try {
            PodSpec pod =
                    Serialization.unmarshal(Serialization.asJson(StructJson.toMap(wanted.getPodSpec())), PodSpec.class);
            if (pod == null || pod.getContainers().isEmpty()) {
                throw new InvalidArgument("%s has no containers", field);
            }
            return pod;
        } catch (IllegalArgumentException | KubernetesClientException e) {
            throw new InvalidArgument("%s is not the spec of a pod: %s", field, firstLine(e));
        }
    }

    private static void unreserved(String field, Map<String, String> entries) {
        entries.keySet().stream()
                .filter(key -> key.startsWith(RESERVED))
                .findFirst()
                .ifPresent(key -> {
                    throw new InvalidArgument("%s: names that begin with %s are reserved", field, RESERVED);
                });
    }

    /** The webhook of executor-operator goes by such entries, and by the project that the pod itself names. */
    private static void noSecrets(String field, Map<String, String> entries, String beginning) {
        if (entries.keySet().stream().anyMatch(key -> key.startsWith(beginning))) {
            throw new InvalidArgument(
                    "%s must have no names that begin with %s: ask for secrets in app.spec.security_context.secrets",
                    field, beginning);
        }
    }

    private static Map<String, Quantity> quantities(List<ResourceEntry> entries, String gpuResource) {
        Map<String, Quantity> quantities = new LinkedHashMap<>();
        for (ResourceEntry entry : entries) {
            String name = switch (entry.getName()) {
                case CPU -> "cpu";
                case MEMORY -> "memory";
                case GPU -> gpuResource;
                case STORAGE, EPHEMERAL_STORAGE -> "ephemeral-storage";
                case UNKNOWN, UNRECOGNIZED -> throw new IllegalStateException("resources are checked before");
            };
            quantities.put(name, new Quantity(entry.getValue()));
        }
        return quantities;
    }

    private static String emptyToNull(String text) {
        return text.isEmpty() ? null : text;
    }

    private static String firstLine(RuntimeException e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage()).lines().findFirst().orElse("");
    }
}
