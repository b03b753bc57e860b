package org.flyte.devbox.node;

import io.fabric8.kubernetes.api.model.Pod;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.flyte.platform.issuer.http.Issuer;
import org.flyte.platform.issuer.oauth.ServiceAccountTokens;
import org.flyte.platform.issuer.oauth.ServiceAccountTokens.BoundPod;
import org.jboss.logging.Logger;

/**
 * Tokens of pods, as kubelet projects them: bound to the pod, for an hour, replaced long before, deleted with its process. Where
 * no login is needed, pods have none.
 */
@ApplicationScoped
class PodCredentials {
    /** What such tokens are for. */
    static final String AUDIENCE = "flyte-pods";
    /** When tokens are replaced; kubelet does it at 80 % of their lifetime. */
    static final Duration REFRESH = Duration.ofMinutes(20);

    private static final Logger LOG = Logger.getLogger(PodCredentials.class);
    private static final Duration LIFETIME = Duration.ofHours(1);

    private final NodeConfig config;
    private final PodFiles files;
    private final Optional<ServiceAccountTokens> tokens;
    private final Map<String, Pod> pods = new ConcurrentHashMap<>();

    @Inject
    PodCredentials(NodeConfig config, Issuer issuer) {
        this(config, issuer.serviceAccounts());
    }

    PodCredentials(NodeConfig config, Optional<ServiceAccountTokens> tokens) {
        this.config = config;
        this.files = new PodFiles(config.folder());
        this.tokens = tokens;
    }

    /** Writes the token of a pod and the file that tells the SDK of it; returns the variables that lead there. */
    Map<String, String> grant(Pod pod) throws IOException {
        if (tokens.isEmpty()) {
            return Map.of();
        }
        Path folder = files.credentials(name(pod));
        Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        write(pod);
        pods.put(pod.getMetadata().getUid(), pod);
        Path sdk = folder.resolve("config.yaml");
        Files.writeString(sdk, clientConfig(folder.resolve("token")));
        // The SDK's controller looks for a key ring even where the file forbids it.
        return Map.of("FLYTECTL_CONFIG", sdk.toString(), "PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring");
    }

    /** Deletes the token of a pod whose process has ended. */
    void revoke(Pod pod) throws IOException {
        if (pods.remove(pod.getMetadata().getUid()) != null) {
            files.deleteCredentials(name(pod));
        }
    }

    /** Replaces the tokens of all pods. */
    void refresh() {
        pods.values().forEach(pod -> {
            try {
                write(pod);
            } catch (IOException e) {
                LOG.warnf("token of a pod not replaced pod=%s cause=%s", name(pod), e.getMessage());
            }
        });
    }

    private void write(Pod pod) throws IOException {
        String account = pod.getSpec().getServiceAccountName();
        String token = tokens.orElseThrow()
                .issue(
                        pod.getMetadata().getNamespace(),
                        account == null ? "default" : account,
                        Optional.of(new BoundPod(name(pod), pod.getMetadata().getUid())),
                        AUDIENCE,
                        LIFETIME);
        Path file = files.credentials(name(pod)).resolve("token");
        Path fresh = file.resolveSibling("token.new");
        Files.deleteIfExists(fresh);
        Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(fresh, token);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** YAML, by its subset JSON: paths may have any character. */
    private String clientConfig(Path token) {
        return """
                {"admin": {"endpoint": "dns:///%s", "insecure": false, "caCertFilePath": "%s", "authType": "ExternalCommand",
                 "command": ["cat", "%s"], "disableKeyring": true},
                 "image": {"builder": "remote"}}
                """.formatted(
                config.apiAddress(), escape(config.caFile().orElseThrow().toString()), escape(token.toString()));
    }

    private static String escape(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"");
    }

    private static String name(Pod pod) {
        return pod.getMetadata().getName();
    }
}
