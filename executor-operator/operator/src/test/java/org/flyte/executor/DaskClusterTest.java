package org.flyte.executor;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.time.Clock;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.flyte.crd.TaskAction;
import org.flyte.executor.job.DaskController;
import org.flyte.executor.job.JobCase;
import org.flyte.executor.job.JobController;
import org.flyte.executor.job.JobCrds;
import org.flyte.executor.plugin.contract.SdkTask;
import org.flyte.idl.core.Container;
import org.flyte.idl.core.PodLogContext;
import org.flyte.idl.core.Resources;
import org.flyte.idl.core.Resources.ResourceEntry;
import org.flyte.idl.core.Resources.ResourceName;
import org.flyte.idl.core.TaskTemplate;
import org.flyte.platform.storage.ObjectStore;
import org.flyte.platform.testkit.RealCluster;
import org.flyte.platform.testkit.RealKafka;
import org.flyte.platform.testkit.RealKubernetes;
import org.junit.jupiter.api.Test;

/** A computation by a real scheduler and real workers of Dask, in pods that the operator described. */
@RealCluster
@QuarkusTest
@WithTestResource(RealKubernetes.class)
@WithTestResource(value = JobCrds.class, initArgs = @ResourceArg(name = "real", value = "true"))
@WithTestResource(RealKafka.class)
@WithTestResource(StoreFolder.class)
class DaskClusterTest extends StoredLogsTestBase {
    /** Python with the packages dask and distributed: {@code shared/kube/task-image NAME dask distributed}. */
    private static final String DASK_IMAGE = System.getProperty("flyte.test.dask-image", "localhost/flyte-dask:1");

    /** Each worker squares its part of the numbers; two of them have to take part. */
    private static final String SCRIPT = """
            import os
            from distributed import Client
            client = Client(os.environ["DASK_SCHEDULER_ADDRESS"])
            client.wait_for_workers(2, timeout=120)
            squares = client.map(lambda n: n * n, range(100))
            print("sum", client.submit(sum, squares).result())
            print("workers", len(client.scheduler_info()["workers"]))
            """;

    DaskClusterTest(
            KubernetesClient client,
            ObjectStore store,
            StubPodLogs logs,
            Clock clock,
            @ConfigProperty(name = "flyte.kubernetes.namespace") String namespace) {
        super(client, store, logs, clock, namespace);
    }

    @Test
    void computesASum() throws IOException {
        TaskAction action = client.resource(
                        Actions.action(namespace, store.base(), task(), spec -> spec.taskType = "dask"))
                .create();
        JobController controller = new JobController(client, namespace, JobCase.DASK);
        GenericKubernetesResource job = controller.resource(action);

        new DaskController(client, controller, job).run();

        assertThat(events.until(action, "SUCCEEDED/1")).endsWith("RUNNING/1", "SUCCEEDED/1");
        String name = job.getMetadata().getName();
        assertThat(stored(action, name + "-runner", "job-runner")).contains("sum 328350", "workers 2");
        var context = events.of(action).toList().getLast().getLogContext();
        assertThat(context.getPrimaryPodName()).isEqualTo(name + "-runner");
        assertThat(context.getPodsList())
                .extracting(PodLogContext::getPodName)
                .contains(name + "-scheduler", name + "-default-worker-0", name + "-default-worker-1");
    }

    private static TaskTemplate task() {
        TaskTemplate cluster = SdkTask.with(TaskTemplate.getDefaultInstance(), "workers.numberOfWorkers", 2);
        return JobCase.DASK.task().toBuilder()
                .clearInterface()
                .setCustom(cluster.getCustom())
                .setContainer(Container.newBuilder()
                        .setImage(DASK_IMAGE)
                        .addCommand("python3")
                        .addArgs("-c")
                        .addArgs(SCRIPT)
                        .setResources(Resources.newBuilder()
                                .addRequests(amount(ResourceName.CPU, "50m"))
                                .addRequests(amount(ResourceName.MEMORY, "128Mi"))
                                .addLimits(amount(ResourceName.CPU, "1"))
                                .addLimits(amount(ResourceName.MEMORY, "768Mi"))))
                .build();
    }

    private static ResourceEntry amount(ResourceName name, String value) {
        return ResourceEntry.newBuilder().setName(name).setValue(value).build();
    }
}
