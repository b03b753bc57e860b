package org.flyte.executor.plugins.dask;

import static org.flyte.executor.plugin.job.CustomMessage.bad;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.flyte.executor.plugin.PodKit;
import org.flyte.executor.plugin.PodRole;
import org.flyte.executor.plugin.PodVariant;
import org.flyte.executor.plugin.job.CustomMessage;
import org.flyte.executor.plugin.job.Fields;
import org.flyte.executor.plugin.job.JobManifest;
import org.flyte.executor.plugin.job.JobPods;
import org.flyte.idl.core.TaskLog;
import org.flyte.idl.core.TaskTemplate;
import org.flyte.idl.plugins.DaskJob;
import org.flyte.idl.plugins.DaskScheduler;
import org.flyte.idl.plugins.DaskWorkerGroup;

/**
 * Makes a DaskJob of a task. A pure function.
 *
 * @param serviceType of the Service of the scheduler
 */
record DaskManifest(String serviceType) {
    private static final String SCHEDULER = "scheduler";
    private static final String WORKER = "dask-worker";
    private static final String RUNNER = "job-runner";
    private static final int COMM_PORT = 8786;
    private static final int DASHBOARD_PORT = 8787;
    private static final String DASHBOARD = "dashboard";
    private static final String DASHBOARD_PAGE = "/status";

    /** Said of one pod, so not of the DaskJob, whose annotations its operator gives to all of its pods. */
    private static final Set<String> OF_ONE_POD =
            Set.of(PodKit.ANNOTATION_PRIMARY, "kubectl.kubernetes.io/default-container");

    JobManifest of(JobPods pods, String name) {
        TaskTemplate task = pods.execution().template();
        DaskJob custom = CustomMessage.of(task, DaskJob.getDefaultInstance());
        int workers = custom.getWorkers().getNumberOfWorkers();
        if (workers < 1) {
            throw bad("workers.number_of_workers is %s, at least 1 is needed", Integer.toUnsignedString(workers));
        }
        PodTemplateSpec runner =
                JobPods.changePrimary(pods.template(PodRole.leader(RUNNER), PodVariant.named(RUNNER)), pod -> pod);
        Fields cluster = new Fields()
                .put("worker", new Fields().put("replicas", workers).put("spec", worker(pods, custom.getWorkers())))
                .put(
                        SCHEDULER,
                        new Fields()
                                .put("spec", scheduler(pods, custom.getScheduler(), dashboardPrefix(task)))
                                .put("service", service(name)));
        Fields spec = new Fields()
                .put("cluster", new Fields().put("spec", cluster))
                .put("job", new Fields().put("spec", runner.getSpec()));
        return new JobManifest(pods.jobLabels(), annotations(runner), spec.toMap());
    }

    private static Map<String, String> annotations(PodTemplateSpec runner) {
        Map<String, String> annotations = new TreeMap<>(runner.getMetadata().getAnnotations());
        annotations.keySet().removeAll(OF_ONE_POD);
        return annotations;
    }

    /** Threads and memory are those of the container's limits: Dask would count what the node has. */
    private static PodSpec worker(JobPods pods, DaskWorkerGroup asked) {
        PodTemplateSpec template = pods.template(
                PodRole.worker("worker"),
                PodVariant.named(WORKER).image(asked.getImage()).resources(asked.getResources()));
        List<String> args = new ArrayList<>(List.of("dask", "worker", "--name", "$(DASK_WORKER_NAME)"));
        Map<String, Quantity> limits = limits(JobPods.primary(template));
        if (limits.containsKey("cpu")) {
            args.addAll(List.of(
                    "--nthreads",
                    limits.get("cpu")
                            .getNumericalAmount()
                            .setScale(0, RoundingMode.CEILING)
                            .toPlainString()));
        }
        if (limits.containsKey("memory")) {
            args.addAll(List.of("--memory-limit", limits.get("memory").toString()));
        }
        return daemon(template, args, container -> container);
    }

    private static Map<String, Quantity> limits(Container container) {
        return Optional.ofNullable(container.getResources().getLimits()).orElse(Map.of());
    }

    private static PodSpec scheduler(JobPods pods, DaskScheduler asked, String dashboardPrefix) {
        PodTemplateSpec template = pods.template(
                PodRole.leader(SCHEDULER),
                PodVariant.named(SCHEDULER).image(asked.getImage()).resources(asked.getResources()));
        List<String> args = new ArrayList<>(List.of("dask", SCHEDULER));
        if (!dashboardPrefix.isEmpty()) {
            args.addAll(List.of("--dashboard-prefix", dashboardPrefix));
        }
        return daemon(
                template,
                args,
                container -> container
                        .addNewPort()
                        .withName("tcp-comm")
                        .withContainerPort(COMM_PORT)
                        .withProtocol("TCP")
                        .endPort()
                        .addNewPort()
                        .withName(DASHBOARD)
                        .withContainerPort(DASHBOARD_PORT)
                        .withProtocol("TCP")
                        .endPort()
                        .withNewReadinessProbe()
                        .withNewHttpGet()
                        .withPath("/health")
                        .withNewPort(DASHBOARD)
                        .endHttpGet()
                        .withInitialDelaySeconds(5)
                        .withPeriodSeconds(5)
                        .withFailureThreshold(30)
                        .endReadinessProbe());
    }

    /** Its operator ends such a pod; until then its container is started again when it ends. */
    private static PodSpec daemon(PodTemplateSpec template, List<String> args, UnaryOperator<ContainerBuilder> change) {
        JobPods.changePrimary(
                template,
                container -> change.apply(container.withCommand(List.of()).withArgs(args)));
        PodSpec spec = template.getSpec();
        spec.setRestartPolicy("Always");
        return spec;
    }

    /** The path before the dashboard, where a link of the task leads through a proxy that keeps the path. */
    private static String dashboardPrefix(TaskTemplate task) {
        return task.getMetadata().getLogLinksList().stream()
                .filter(link -> link.getLinkType() == TaskLog.LinkType.DASHBOARD)
                .map(link -> path(link.getUri()))
                .filter(path -> path.endsWith(DASHBOARD_PAGE))
                .map(path -> path.substring(0, path.length() - DASHBOARD_PAGE.length()))
                .findFirst()
                .orElse("");
    }

    /** The path of an address, which may have variables in it. */
    private static String path(String address) {
        int scheme = address.indexOf("://");
        int start = address.indexOf('/', scheme < 0 ? 0 : scheme + 3);
        return start < 0 ? "" : address.substring(start);
    }

    private Fields service(String name) {
        return new Fields()
                .put("type", serviceType)
                .put("selector", new Fields().put("dask.org/cluster-name", name).put("dask.org/component", SCHEDULER))
                .put("ports", List.of(port("tcp-comm", COMM_PORT), port(DASHBOARD, DASHBOARD_PORT)));
    }

    private static Map<String, Object> port(String name, int number) {
        return new Fields()
                .put("name", name)
                .put("protocol", "TCP")
                .put("port", number)
                .put("targetPort", name)
                .toMap();
    }
}
