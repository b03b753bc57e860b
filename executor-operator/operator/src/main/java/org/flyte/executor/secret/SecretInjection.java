package org.flyte.executor.secret;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.KeyToPathBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Adds secrets to the containers of a pod: as references to keys of one Secret, never their values. A pure function.
 *
 * @param secretName the Secret that has the values
 */
record SecretInjection(String secretName, List<SecretRequest> requests) {
    /** Where tasks find secrets that are files. */
    static final String FOLDER = "/etc/flyte/secrets";

    static final String FOLDER_VARIABLE = "FLYTE_SECRETS_DEFAULT_DIR";
    static final String PREFIX_VARIABLE = "FLYTE_SECRETS_FILE_PREFIX";
    private static final String VOLUME = "flyte-secrets";

    /** The spec with the secrets in every container. */
    PodSpec into(PodSpec spec) {
        PodSpecBuilder pod = new PodSpecBuilder(spec)
                .withInitContainers(
                        spec.getInitContainers().stream().map(this::into).toList())
                .withContainers(spec.getContainers().stream().map(this::into).toList());
        if (hasFiles()) {
            pod.addNewVolume()
                    .withName(VOLUME)
                    .withNewSecret()
                    .withSecretName(secretName)
                    .withItems(items())
                    .endSecret()
                    .endVolume();
        }
        return pod.build();
    }

    private Container into(Container container) {
        List<EnvVar> added = variables();
        Set<String> names = added.stream().map(EnvVar::getName).collect(Collectors.toSet());
        List<EnvVar> env = new ArrayList<>(added);
        container.getEnv().stream()
                .filter(variable -> !names.contains(variable.getName()))
                .forEach(env::add);
        ContainerBuilder builder = new ContainerBuilder(container).withEnv(env);
        if (hasFiles()) {
            builder.addNewVolumeMount()
                    .withName(VOLUME)
                    .withMountPath(FOLDER)
                    .withReadOnly(true)
                    .endVolumeMount();
        }
        return builder.build();
    }

    private List<EnvVar> variables() {
        Stream<EnvVar> ofSecrets = requests.stream()
                .filter(request -> !request.variable().isEmpty())
                .map(request -> request.isFile() ? path(request) : value(request));
        return hasFiles()
                ? Stream.concat(Stream.of(literal(FOLDER_VARIABLE, FOLDER), literal(PREFIX_VARIABLE, "")), ofSecrets)
                        .toList()
                : ofSecrets.toList();
    }

    private EnvVar value(SecretRequest request) {
        return new EnvVarBuilder()
                .withName(request.variable())
                .withNewValueFrom()
                .withNewSecretKeyRef(request.dataKey(), secretName, false)
                .endValueFrom()
                .build();
    }

    private static EnvVar path(SecretRequest request) {
        return literal(request.variable(), FOLDER + "/" + request.path());
    }

    private static EnvVar literal(String name, String value) {
        return new EnvVarBuilder().withName(name).withValue(value).build();
    }

    /** Each file under its path, and under the same path without upper-case letters unless that is taken. */
    private List<KeyToPath> items() {
        Map<String, String> keys = new TreeMap<>();
        files().forEach(file -> keys.put(file.path(), file.dataKey()));
        files().filter(file -> keys.keySet().stream().noneMatch(path -> collide(path, file.lowerCasePath())))
                .forEach(file -> keys.put(file.lowerCasePath(), file.dataKey()));
        return keys.entrySet().stream()
                .map(entry -> new KeyToPathBuilder()
                        .withPath(entry.getKey())
                        .withKey(entry.getValue())
                        .build())
                .toList();
    }

    /** Whether two files cannot both exist: they are the same, or one would be a folder of the other. */
    static boolean collide(String path, String other) {
        return path.equals(other) || path.startsWith(other + "/") || other.startsWith(path + "/");
    }

    private Stream<SecretRequest> files() {
        return requests.stream().filter(SecretRequest::isFile);
    }

    private boolean hasFiles() {
        return files().findAny().isPresent();
    }
}
