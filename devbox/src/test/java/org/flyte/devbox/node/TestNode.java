package org.flyte.devbox.node;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.quarkus.runtime.ShutdownEvent;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.flyte.devbox.node.LocalNodeTest.TestConfig;
import org.flyte.platform.embedded.EmbeddedKubernetesApi;

/** A running local node with a Kubernetes API of its own. */
record TestNode(EmbeddedKubernetesApi api, KubernetesClient client, TestConfig settings, LocalNode node) {
    static TestNode start(Path folder) {
        EmbeddedKubernetesApi api = new EmbeddedKubernetesApi(0);
        Config config = new ConfigBuilder(Config.empty())
                .withMasterUrl(api.url())
                .withHttp2Disable(true)
                .build();
        KubernetesClient client =
                new KubernetesClientBuilder().withConfig(config).build();
        TestConfig settings = new TestConfig(folder);
        LocalNode node =
                new LocalNode(settings, client, new PodCredentials(settings, Optional.empty()), Clock.systemUTC());
        node.start();
        return new TestNode(api, client, settings, node);
    }

    void stop() throws InterruptedException {
        node.stop(new ShutdownEvent());
        client.close();
        api.close();
    }
}
