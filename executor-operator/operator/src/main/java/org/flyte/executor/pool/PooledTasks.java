package org.flyte.executor.pool;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.flyte.crd.WorkerPoolSpec;
import org.flyte.executor.config.PoolConfig;
import org.flyte.executor.plugin.Failure;
import org.flyte.executor.plugin.StartException;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.pod.WarmTask;
import org.flyte.executor.pod.WarmTasks;
import org.flyte.executor.pool.rule.Policy;
import org.flyte.executor.pool.rule.PoolKey;
import org.flyte.executor.pool.rule.TaskCommand;
import org.flyte.idl.core.Secret;
import org.flyte.platform.model.RecentMap;

/** Finds out which pool a try belongs to, and what a worker needs to run it. */
@ApplicationScoped
class PooledTasks {
    /** By this variable an environment asks for a fresh process for each task. */
    private static final String ISOLATION = "FLYTE_POOL_ISOLATION";

    private static final List<String> ISOLATIONS = List.of("process", "fork");
    private static final int REMEMBERED = 2_000;

    private final WarmTasks tasks;
    private final KubernetesClient client;
    private final PoolConfig config;
    private final PoolSupervisors supervisors;
    private final ObjectMapper json = new ObjectMapper();

    /** Those that wait for a slot. */
    private final Map<String, PooledTask> known = Collections.synchronizedMap(new RecentMap<>(REMEMBERED));

    PooledTasks(WarmTasks tasks, KubernetesClient client, PoolConfig config, PoolSupervisors supervisors) {
        this.tasks = tasks;
        this.client = client;
        this.config = config;
        this.supervisors = supervisors;
    }

    /**
     * Empty when a worker cannot run it.
     *
     * @throws StartException when the template or its policy cannot be carried out
     */
    Optional<PooledTask> of(TaskExecution execution) {
        String id = PoolLogs.idOf(execution).toString();
        PooledTask before = known.get(id);
        if (before != null) {
            return Optional.of(before);
        }
        Policy policy = policy(execution);
        WarmTask task = tasks.of(execution);
        TaskCommand command = new TaskCommand(task.command());
        if (!command.isPythonTask()) {
            return Optional.empty();
        }
        String isolation = isolation(execution, task);
        PoolKey key = PoolKey.of(
                execution.namespace(),
                execution.spec().project,
                execution.spec().domain,
                client.getKubernetesSerialization().asJson(task.pod()),
                secrets(execution),
                command,
                policy,
                execution.spec().runName);
        PooledTask pooled = new PooledTask(
                key.name(),
                task.primary(),
                task.command(),
                task.variables(),
                () -> spec(execution, task, policy, key.name(), isolation));
        known.put(id, pooled);
        return Optional.of(pooled);
    }

    void forget(TaskExecution execution) {
        known.remove(PoolLogs.idOf(execution).toString());
    }

    private Policy policy(TaskExecution execution) {
        Policy policy = Policy.of(execution.template());
        String problem = policy.problem(new Policy.Limits(config.maxReplicas(), config.maxConcurrency()));
        if (!problem.isEmpty()) {
            throw refused(problem);
        }
        return policy;
    }

    private static StartException refused(String problem) {
        return StartException.refused(Failure.permanent(Failure.BAD_TASK, problem), null);
    }

    private static String isolation(TaskExecution execution, WarmTask task) {
        String asked = primary(task).getEnv().stream()
                .filter(variable -> variable.getName().equals(ISOLATION))
                .map(EnvVar::getValue)
                .findFirst()
                .orElse("process");
        if (!ISOLATIONS.contains(asked)) {
            throw refused(
                    "%s is '%s', it must be one of: %s".formatted(ISOLATION, asked, String.join(", ", ISOLATIONS)));
        }
        boolean accelerated = execution.template().getExtendedResources().hasGpuAccelerator();
        if (asked.equals("fork") && accelerated) {
            throw refused(ISOLATION + "=fork cannot be used with accelerators: their drivers do not survive a fork");
        }
        return asked;
    }

    private static List<byte[]> secrets(TaskExecution execution) {
        return execution.template().getSecurityContext().getSecretsList().stream()
                .map(Secret::toByteArray)
                .toList();
    }

    private static Container primary(WarmTask task) {
        return task.pod().getSpec().getContainers().stream()
                .filter(container -> container.getName().equals(task.primary()))
                .findFirst()
                .orElseThrow();
    }

    private WorkerPoolSpec spec(TaskExecution execution, WarmTask task, Policy policy, String pool, String isolation) {
        WorkerPoolSpec spec = new WorkerPoolSpec();
        spec.project = execution.spec().project;
        spec.domain = execution.spec().domain;
        spec.environment = policy.environment();
        spec.run = policy.perRun() ? execution.spec().runName : null;
        spec.minReplicas = policy.minReplicas();
        spec.maxReplicas = policy.maxReplicas();
        spec.concurrency = policy.concurrency();
        spec.idleTtlSeconds = seconds(policy.idleTtl());
        spec.scaledownTtlSeconds = seconds(policy.scaledownTtl());
        spec.secrets = secrets(execution);
        String settings = settings(execution.namespace(), pool, task, policy, isolation);
        spec.podTemplate = new PodTemplateSpecBuilder(task.pod())
                .editSpec()
                .withContainers(task.pod().getSpec().getContainers().stream()
                        .map(container -> container.getName().equals(task.primary())
                                ? WorkerPods.container(container, settings, pool)
                                : container)
                        .toList())
                .endSpec()
                .build();
        return spec;
    }

    private static int seconds(Duration duration) {
        return (int) Math.min(Integer.MAX_VALUE, duration.toSeconds());
    }

    /** What the supervisor is to know, as JSON. */
    private String settings(String namespace, String pool, WarmTask task, Policy policy, String isolation) {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("address", supervisors.address());
        settings.put("pool", namespace + "/" + pool);
        settings.put("concurrency", policy.concurrency());
        settings.put("isolation", isolation);
        settings.put("maxTasks", config.maxTasks());
        settings.put("maxAgeSeconds", config.maxAge().toSeconds());
        settings.put("cancelSeconds", config.cancelGrace().toSeconds());
        settings.put("neighbourSeconds", config.neighbourGrace().toSeconds());
        settings.put("preload", task.command());
        settings.put("preloadVariables", task.variables());
        memory(task).ifPresent(bytes -> settings.put("memoryLimit", bytes));
        try {
            // Kubernetes replaces $(NAME) in values.
            return json.writeValueAsString(settings).replace("$(", "$$(");
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<Long> memory(WarmTask task) {
        var resources = primary(task).getResources();
        return resources == null || resources.getLimits() == null
                ? Optional.empty()
                : Optional.ofNullable(resources.getLimits().get("memory"))
                        .map(Quantity::getNumericalAmount)
                        .map(Number::longValue);
    }
}
