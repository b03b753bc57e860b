package org.flyte.devbox.start;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.flyte.devbox.node.RawContainer;

/** The configuration of the services that follows from the options and from the addresses of the embedded parts. */
public final class ServiceSettings {
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final Options options;
    private final DataFolder folder;

    public ServiceSettings(Options options, DataFolder folder, EmbeddedParts parts) {
        this.options = options;
        this.folder = folder;
        server();
        access();
        database("quarkus.datasource", parts);
        database("quarkus.datasource.cache", parts);
        database("quarkus.datasource.apps", parts);
        settings.put("flyte.events.bootstrap-servers", parts.kafka().bootstrapServers());
        parts.kubernetes().ifPresent(api -> {
            settings.put("kubernetes.master", api.url());
            settings.put("kubernetes.auth.token", parts.kubernetesToken());
            // The embedded API has no Events.
            settings.put("flyte.executor.kubernetes-events", "false");
            localNode();
        });
        parts.s3().ifPresentOrElse(this::objectsInS3, this::objectsInFolder);
        if (options.kubernetes() == KubernetesMode.KUBECONFIG) {
            clusterPods();
        }
    }

    /**
     * Sets them as system properties, which have priority over every file; those that the command line of Java sets stay, for
     * tests with another identity provider, say.
     */
    public void apply() {
        settings.forEach((key, value) -> {
            if (System.getProperty(key) == null) {
                System.setProperty(key, value);
            }
        });
    }

    private void database(String datasource, EmbeddedParts parts) {
        settings.put(datasource + ".jdbc.url", parts.postgres().jdbcUrl(EmbeddedParts.DATABASE));
        settings.put(datasource + ".reactive.url", parts.postgres().reactiveUrl(EmbeddedParts.DATABASE));
        settings.put(datasource + ".username", "postgres");
        settings.put(datasource + ".password", parts.postgresPassword());
    }

    private void server() {
        settings.put("quarkus.http.host", "127.0.0.1");
        settings.put("quarkus.http.port", String.valueOf(options.port()));
        String internalPort = String.valueOf(options.access().internalPort());
        settings.put("flyte.rpc.listeners.internal.host", "127.0.0.1");
        settings.put("flyte.rpc.listeners.internal.port", internalPort);
        for (String client : new String[] {"runs", "actions", "cache"}) {
            settings.put("flyte.clients.%s.host".formatted(client), "127.0.0.1");
            settings.put("flyte.clients.%s.port".formatted(client), internalPort);
        }
        settings.put("flyte.kubernetes.namespace", options.namespace());
        settings.put("quarkus.log.file.path", folder.log().toString());
        settings.put("flyte.devbox.address", options.podsAddress());
    }

    private void access() {
        ConsolePort.beside(options.port()).ifPresent(port -> {
            settings.put("flyte.rpc.listeners.console.audience", "public");
            settings.put("flyte.rpc.listeners.console.host", "127.0.0.1");
            settings.put("flyte.rpc.listeners.console.port", String.valueOf(port));
            if (options.access().login()) {
                settings.put("flyte.rpc.listeners.console.tls", LoginSettings.TLS);
            }
        });
        if (!options.isLocal()) {
            PodsAddress pods = new PodsAddress(options.host(), options.port());
            settings.put("flyte.rpc.listeners.pods.audience", "pods");
            settings.put("flyte.rpc.listeners.pods.host", pods.bound());
            settings.put("flyte.rpc.listeners.pods.port", String.valueOf(pods.boundPort()));
        }
        if (options.access().login()) {
            settings.putAll(new LoginSettings(options, folder).settings());
        }
        List<String> hosts = new ArrayList<>(options.access().allowedHosts());
        hosts.add(options.host().toLowerCase(Locale.ROOT));
        settings.put("flyte.devbox.allowed-hosts", String.join(",", hosts));
    }

    private void localNode() {
        settings.put("flyte.devbox.node.enabled", "true");
        settings.put("flyte.devbox.node.folder", folder.node().toString());
        options.venv().ifPresent(venv -> settings.put("flyte.devbox.node.venv", venv.toString()));
        podEnvironment("flyte.devbox.node.environment");
        settings.put("flyte.executor.copilot.image", RawContainer.BUILT_IN);
        secretFiles();
        appsOnPorts();
        // Warm workers have no token that names an attempt, which a login needs: their tasks are ordinary pods then.
        if (!options.access().login()) {
            warmWorkers("127.0.0.1", "127.0.0.1");
        }
    }

    /** Apps are processes of this machine: each listens on its own port of it, once. */
    private void appsOnPorts() {
        settings.put("flyte.apps.public-url", "http://localhost:{port}");
        settings.put("flyte.apps.internal-url", "none");
        settings.put("flyte.apps.max-replicas", "1");
    }

    /**
     * Where the operator and warm workers meet.
     *
     * @param host by which pods reach it
     */
    private void warmWorkers(String host, String listen) {
        settings.put("flyte.executor.pool.host", host);
        settings.put("flyte.executor.pool.listen", listen);
        settings.put("flyte.executor.pool.port", "0");
    }

    /** The embedded API forgets its objects with the process. */
    private void secretFiles() {
        settings.put("flyte.secrets.manager", "file");
        settings.put("flyte.secrets.file.folder", folder.secrets().toString());
        settings.put("flyte.secrets.file.key", folder.secretsKey().toString());
        settings.put("flyte.executor.secrets.image-pull", "false");
        settings.put("flyte.executor.secrets.cache-time", "0s");
    }

    private void clusterPods() {
        settings.put("flyte.executor.pod.default-cpu", "100m");
        settings.put("flyte.executor.pod.default-memory", "256Mi");
        settings.put("flyte.executor.pod.limit-defaults", "false");
        podEnvironment("flyte.executor.pod.default-env");
        podEnvironment("flyte.apps.pods.default-env");
        warmWorkers(options.host(), new PodsAddress(options.host(), options.port()).bound());
    }

    private void objectsInFolder() {
        settings.put("flyte.storage.base", folder.store().toString());
        settings.put("flyte.devbox.node.store-folder", folder.store().toString());
        settings.put("flyte.devbox.node.environment.FSSPEC_FILE_AUTO_MKDIR", "true");
    }

    private void objectsInS3(EmbeddedParts.S3 s3) {
        String endpoint = "http://%s:%d"
                .formatted(
                        options.isLocal() ? "localhost" : options.host(),
                        s3.server().port());
        settings.put("flyte.storage.base", "s3://" + EmbeddedParts.BUCKET);
        settings.put("flyte.storage.s3.endpoint", endpoint);
        settings.put("flyte.storage.s3.access-key", s3.accessKey());
        settings.put("flyte.storage.s3.secret-key", s3.secretKey());
        for (String pods : new String[] {"flyte.executor.pod.default-env", "flyte.apps.pods.default-env"}) {
            settings.put(pods + ".FLYTE_AWS_ENDPOINT", endpoint);
            settings.put(pods + ".FLYTE_AWS_ACCESS_KEY_ID", s3.accessKey());
            settings.put(pods + ".FLYTE_AWS_SECRET_ACCESS_KEY", s3.secretKey());
        }
    }

    private void podEnvironment(String prefix) {
        settings.put(prefix + "._U_EP_OVERRIDE", options.podsAddress());
        settings.put(prefix + "._U_INSECURE", String.valueOf(!options.access().login()));
        settings.put(prefix + "._U_USE_ACTIONS", "1");
    }
}
