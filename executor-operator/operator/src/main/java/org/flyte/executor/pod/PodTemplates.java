package org.flyte.executor.pod;

import io.fabric8.kubernetes.api.model.PodTemplate;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.flyte.executor.config.PodConfig;
import org.flyte.executor.plugin.StartException;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.idl.core.TaskTemplate;
import org.flyte.platform.model.RecentMap;

/**
 * The PodTemplates of the cluster that the pod of a task is based on. One is looked for in the namespace of the action, then in that of
 * the operator, and remembered for a short time.
 */
@ApplicationScoped
class PodTemplates {
    private static final int MAX_REMEMBERED = 256;
    private static final Duration REMEMBERED = Duration.ofSeconds(10);

    private final KubernetesClient client;
    private final PodConfig config;
    private final Clock clock;
    private final Map<Key, Found> known = Collections.synchronizedMap(new RecentMap<>(MAX_REMEMBERED));

    PodTemplates(KubernetesClient client, PodConfig config, Clock clock) {
        this.client = client;
        this.config = config;
        this.clock = clock;
    }

    private record Key(String namespace, String name) {}

    private record Found(Optional<PodTemplateSpec> template, Instant until) {}

    /**
     * The one that the task names, else the configured one; over it that of its class of accelerators. Empty for a task without any.
     *
     * @throws BadTemplateException when the task names one that does not exist
     * @throws StartException when a configured one does not exist (yet)
     */
    List<PodTemplateSpec> of(TaskExecution execution) {
        TaskTemplate task = execution.template();
        String named = task.getMetadata().getPodTemplateName();
        List<PodTemplateSpec> templates = new ArrayList<>();
        if (!named.isEmpty()) {
            templates.add(find(execution.namespace(), named)
                    .orElseThrow(() -> new BadTemplateException(
                            "metadata.pod_template_name: there is no PodTemplate '%s' in namespace %s",
                            named, execution.namespace())));
        } else {
            config.template()
                    .map(name -> configured("flyte.executor.pod.template", execution, name))
                    .ifPresent(templates::add);
        }
        Accelerators.asked(task)
                .map(asked -> config.accelerators().get(asked.getDeviceClass().name()))
                .flatMap(PodConfig.AcceleratorConfig::template)
                .map(name -> configured("the class of its accelerator", execution, name))
                .ifPresent(templates::add);
        return templates;
    }

    private PodTemplateSpec configured(String by, TaskExecution execution, String name) {
        return find(execution.namespace(), name)
                .orElseThrow(() -> StartException.notYet(
                        "PodTemplate '%s', configured by %s, does not exist in namespace %s"
                                .formatted(name, by, execution.namespace()),
                        null));
    }

    private Optional<PodTemplateSpec> find(String namespace, String name) {
        Key key = new Key(namespace, name);
        Found found = known.get(key);
        if (found == null || !clock.instant().isBefore(found.until())) {
            found = new Found(read(namespace, name), clock.instant().plus(REMEMBERED));
            known.put(key, found);
        }
        return found.template();
    }

    private Optional<PodTemplateSpec> read(String namespace, String name) {
        Optional<PodTemplateSpec> own = get(namespace, name);
        String operators = client.getNamespace();
        return own.isPresent() || operators == null || operators.equals(namespace) ? own : get(operators, name);
    }

    private Optional<PodTemplateSpec> get(String namespace, String name) {
        return Optional.ofNullable(client.resources(PodTemplate.class)
                        .inNamespace(namespace)
                        .withName(name)
                        .get())
                .map(PodTemplate::getTemplate);
    }
}
