package org.flyte.executor.pod;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.flyte.executor.Actions;
import org.flyte.executor.FakeKubelet;
import org.flyte.executor.StoreFolder;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.plugin.TaskPluginProvider;
import org.flyte.executor.plugin.contract.TaskPluginContract;
import org.flyte.idl.core.TaskTemplate;
import org.flyte.platform.testkit.KubernetesApi;
import org.flyte.platform.testkit.RealKafka;

/** The pod plugin does what every plugin does. */
@QuarkusTest
@WithTestResource(KubernetesApi.class)
@WithTestResource(RealKafka.class)
@WithTestResource(StoreFolder.class)
class PodPluginTest extends TaskPluginContract {
    private final PodPluginProvider provider;
    private final FakeKubelet kubelet;

    PodPluginTest(PodPluginProvider provider, KubernetesClient client) {
        this.provider = provider;
        this.kubelet = new FakeKubelet(client);
    }

    @Override
    protected TaskPluginProvider provider() {
        return provider;
    }

    /** It is a bean. */
    @Override
    protected boolean isService() {
        return false;
    }

    @Override
    protected TaskTemplate template() {
        return Actions.template().build();
    }

    @Override
    protected TaskTemplate badTemplate() {
        return Actions.template().clearContainer().build();
    }

    @Override
    protected void complete(TaskExecution execution) {
        kubelet.ends(kubelet.podOf(execution.action(), execution.attempt(), execution.lost()), 0);
    }
}
