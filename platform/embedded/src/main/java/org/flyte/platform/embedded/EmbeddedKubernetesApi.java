package org.flyte.platform.embedded;

import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Optional;

/**
 * An in-memory Kubernetes API over HTTP: objects in memory, watches, merge patches, finalizers and conflicts on
 * stale writes. No scheduler, kubelet, garbage collection, server-side apply or logs: tests of those need a cluster.
 */
public final class EmbeddedKubernetesApi implements AutoCloseable {
    private final KubernetesMockServer server;
    private final EmbeddedApiDispatcher dispatcher;
    private final Optional<String> token;

    /** Serves on the loopback interface; port 0 takes a free one. */
    public EmbeddedKubernetesApi(int port) {
        this(port, ApiExtension.NONE);
    }

    /** As above, with requests offered to the extension first, such as those for logs. */
    public EmbeddedKubernetesApi(int port, ApiExtension extension) {
        this(port, extension, Optional.empty());
    }

    /** As above, for clients that send the token: who writes pods runs commands. */
    public EmbeddedKubernetesApi(int port, String token) {
        this(port, ApiExtension.NONE, Optional.of(token));
    }

    private EmbeddedKubernetesApi(int port, ApiExtension extension, Optional<String> token) {
        this.token = token;
        ServerLogLevel.applyAll();
        int claimed = PortRange.LOOPBACK.claim("the Kubernetes API", port);
        MockWebServer web = new MockWebServer();
        dispatcher = new EmbeddedApiDispatcher(web, extension, token);
        server = new KubernetesMockServer(new Context(), web, new HashMap<>(), dispatcher, false);
        server.init(InetAddress.getLoopbackAddress(), claimed);
    }

    /** The address that clients call master URL, with a slash at its end. */
    public String url() {
        return "http://127.0.0.1:" + port() + "/";
    }

    /** A new client of this API, which does not retry; to be closed by the caller. */
    public KubernetesClient client() {
        return new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder()
                        .withAutoConfigure(false)
                        .withMasterUrl(url())
                        .withOauthToken(token.orElse(null))
                        .withRequestRetryBackoffLimit(0)
                        .build())
                .build();
    }

    public int port() {
        return server.getPort();
    }

    /** How many requests came so far; a watch counts once. */
    public long requests() {
        return dispatcher.count();
    }

    @Override
    public void close() {
        server.destroy();
    }
}
