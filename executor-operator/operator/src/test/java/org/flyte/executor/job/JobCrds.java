package org.flyte.executor.job;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.flyte.platform.testkit.KubernetesApi;
import org.flyte.platform.testkit.RealKubernetes;

/** The CRDs of the jobs, hand-written for tests; with the argument {@code real=true} on the cluster of {@code KUBECONFIG}. */
public final class JobCrds implements QuarkusTestResourceLifecycleManager {
    private static final Path PLUGINS = Path.of("../plugins");
    private static final List<String> MODULES = List.of("spark", "ray", "dask", "kubeflow", "jobset");

    private boolean real;

    @Override
    public void init(Map<String, String> arguments) {
        real = Boolean.parseBoolean(arguments.get("real"));
    }

    @Override
    public Map<String, String> start() {
        if (real && RealKubernetes.kubeconfig() == null) {
            return Map.of();
        }
        try (KubernetesClient client = real ? RealKubernetes.client() : standIn()) {
            for (String module : MODULES) {
                apply(client, PLUGINS.resolve(module).resolve("src/test/resources/crd.yaml"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.of("flyte.executor.recheck-kinds", "1s");
    }

    private void apply(KubernetesClient client, Path file) throws IOException {
        try (InputStream yaml = Files.newInputStream(file)) {
            for (HasMetadata crd : client.load(yaml).items()) {
                if (real) {
                    client.resource(crd).forceConflicts().serverSideApply();
                } else if (client.resource(crd).get() == null) {
                    client.resource(crd).create();
                }
            }
        }
    }

    private static KubernetesClient standIn() {
        Config config = new ConfigBuilder()
                .withMasterUrl(KubernetesApi.url())
                .withAutoConfigure(false)
                .withTrustCerts(true)
                .build();
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    @Override
    public void stop() {}
}
