package org.flyte.executor.secret;

import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A pod that refers to its secrets, and the Secrets that have the values; these must exist before the pod.
 *
 * @param pod as it was when there are no secrets for it
 */
public record SecretDelivery(Pod pod, List<Secret> secrets) {
    /** On a pod: the names of its Secrets, separated by commas. */
    public static final String ANNOTATION = "flyte.org/secrets";

    /** On a pod that the operator makes with its secrets, so that the webhook has nothing to add. */
    public static final String LABEL_DELIVERED = "flyte.org/secrets";

    private static final String DOCKER_CONFIG = "kubernetes.io/dockerconfigjson";
    private static final String DOCKER_CONFIG_KEY = ".dockerconfigjson";
    private static final String PULL_SUFFIX = "-pull";

    /** @param name of the Secret with the values for the tasks; that of the kubelet's gets an ending */
    static SecretDelivery of(Pod pod, String name, List<ResolvedSecret> resolved, Optional<DockerConfig> registries) {
        List<Secret> secrets = new ArrayList<>();
        PodSpec spec = pod.getSpec();
        if (!resolved.isEmpty()) {
            secrets.add(values(name, resolved));
            spec = new SecretInjection(
                            name, resolved.stream().map(ResolvedSecret::request).toList())
                    .into(spec);
        }
        if (registries.isPresent()) {
            secrets.add(pull(name + PULL_SUFFIX, registries.get()));
            spec = new PodSpecBuilder(spec)
                    .addToImagePullSecrets(new LocalObjectReference(name + PULL_SUFFIX))
                    .build();
        }
        if (secrets.isEmpty()) {
            return new SecretDelivery(pod, secrets);
        }
        return new SecretDelivery(
                new PodBuilder(pod)
                        .editMetadata()
                        .addToAnnotations(ANNOTATION, joined(secrets))
                        .endMetadata()
                        .withSpec(spec)
                        .build(),
                secrets);
    }

    /** A created pod as the owner of its Secrets: they are deleted with it. */
    public static OwnerReference owner(Pod pod) {
        return new OwnerReferenceBuilder()
                .withApiVersion("v1")
                .withKind("Pod")
                .withName(pod.getMetadata().getName())
                .withUid(pod.getMetadata().getUid())
                .build();
    }

    /** Names of the Secrets that a pod can have: that with the values for the tasks, and that of the kubelet. */
    public static List<String> names(String name) {
        return List.of(name, name + PULL_SUFFIX);
    }

    private static String joined(List<Secret> secrets) {
        return String.join(
                ",",
                secrets.stream().map(secret -> secret.getMetadata().getName()).toList());
    }

    private static Secret values(String name, List<ResolvedSecret> resolved) {
        Map<String, String> data = new TreeMap<>();
        resolved.forEach(secret -> data.put(
                secret.request().dataKey(),
                Base64.getEncoder().encodeToString(secret.value().bytes())));
        return new SecretBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withType("Opaque")
                .withData(data)
                .build();
    }

    private static Secret pull(String name, DockerConfig registries) {
        return new SecretBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withType(DOCKER_CONFIG)
                .addToData(DOCKER_CONFIG_KEY, Base64.getEncoder().encodeToString(registries.toBytes()))
                .build();
    }
}
