package org.flyte.executor.pod;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.ProjectedVolumeSource;
import io.fabric8.kubernetes.api.model.ProjectedVolumeSourceBuilder;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.flyte.executor.config.PodConfig.IdentityConfig;

/**
 * Lets the primary container prove who it is: one projected volume with the pod's token, which kubelet replaces, and with the
 * file that leads the SDK to it. The text of that file is an annotation, so that no object has to be made for it.
 *
 * @param endpoint of the services, by TLS
 */
record PodIdentityVolume(IdentityConfig config, String endpoint) {
    /** The SDK's configuration. */
    static final String ANNOTATION = "flyte.org/client-config";

    private static final String VOLUME = "flyte-identity";
    private static final String FOLDER = "/var/run/secrets/flyte.org/identity";
    private static final String TOKEN = "token";
    private static final String FILE = "config.yaml";
    private static final String CA = "ca.crt";
    private static final int READABLE = 0444;

    /** Empty when pods have no identity. */
    static Optional<PodIdentityVolume> of(IdentityConfig config) {
        return config.endpoint().map(endpoint -> new PodIdentityVolume(config, endpoint));
    }

    /** What the pod is annotated with. */
    Map<String, String> annotations() {
        String trust = config.caConfigMap().isPresent() ? ", \"caCertFilePath\": \"%s/%s\"".formatted(FOLDER, CA) : "";
        return Map.of(ANNOTATION, """
                {"admin": {"endpoint": "dns:///%s", "insecure": false%s, "authType": "ExternalCommand",
                 "command": ["cat", "%s/%s"], "disableKeyring": true},
                 "image": {"builder": "remote"}}
                """.formatted(endpoint, trust, FOLDER, TOKEN));
    }

    void apply(PodSpecBuilder pod, String primary) {
        pod.addToVolumes(
                new VolumeBuilder().withName(VOLUME).withProjected(sources()).build());
        List<Container> containers = pod.buildContainers().stream()
                .map(container -> container.getName().equals(primary) ? mounted(container) : container)
                .toList();
        pod.withContainers(containers);
    }

    private ProjectedVolumeSource sources() {
        ProjectedVolumeSourceBuilder sources = new ProjectedVolumeSourceBuilder()
                .withDefaultMode(READABLE)
                .addNewSource()
                .withNewServiceAccountToken()
                .withAudience(config.audience())
                .withExpirationSeconds(config.tokenLifetime().toSeconds())
                .withPath(TOKEN)
                .endServiceAccountToken()
                .endSource()
                .addNewSource()
                .withNewDownwardAPI()
                .addNewItem()
                .withPath(FILE)
                .withNewFieldRef()
                .withFieldPath("metadata.annotations['%s']".formatted(ANNOTATION))
                .endFieldRef()
                .endItem()
                .endDownwardAPI()
                .endSource();
        config.caConfigMap()
                .ifPresent(name -> sources.addNewSource()
                        .withNewConfigMap()
                        .withName(name)
                        .addNewItem(config.caKey(), null, CA)
                        .endConfigMap()
                        .endSource());
        return sources.build();
    }

    private static Container mounted(Container container) {
        return new ContainerBuilder(container)
                .removeMatchingFromEnv(variable -> "FLYTECTL_CONFIG".equals(variable.getName()))
                .addNewEnv()
                .withName("FLYTECTL_CONFIG")
                .withValue(FOLDER + "/" + FILE)
                .endEnv()
                // The SDK's controller looks for a key ring even where the file forbids it.
                .removeMatchingFromEnv(variable -> "PYTHON_KEYRING_BACKEND".equals(variable.getName()))
                .addNewEnv()
                .withName("PYTHON_KEYRING_BACKEND")
                .withValue("keyring.backends.null.Keyring")
                .endEnv()
                .addNewVolumeMount()
                .withName(VOLUME)
                .withMountPath(FOLDER)
                .withReadOnly(true)
                .endVolumeMount()
                .build();
    }
}
