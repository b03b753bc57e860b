package org.example.widget;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.flyte.executor.plugin.Details;
import org.flyte.executor.plugin.Failure;
import org.flyte.executor.plugin.Link;
import org.flyte.executor.plugin.ObjectKind;
import org.flyte.executor.plugin.PluginContext;
import org.flyte.executor.plugin.Report;
import org.flyte.executor.plugin.StartResult;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.plugin.TaskPlugin;
import org.flyte.executor.plugin.TaskPluginProvider;
import org.flyte.executor.plugin.kubernetes.KubernetesObjectPlugin;

/** A plugin with a CRD, whose names are short and whose start goes on in the background. */
public final class WidgetProvider implements TaskPluginProvider {
    private static final ObjectKind WIDGET = ObjectKind.of("example.org", "v1", "Widget");

    @Override
    public String name() {
        return "widget";
    }

    @Override
    public Set<String> taskTypes() {
        return Set.of("widget");
    }

    @Override
    public Set<ObjectKind> kinds() {
        return Set.of(WIDGET);
    }

    @Override
    public TaskPlugin create(PluginContext context) {
        return new WidgetPlugin(context);
    }

    private static final class WidgetPlugin extends KubernetesObjectPlugin {
        private final Set<String> ready = ConcurrentHashMap.newKeySet();

        WidgetPlugin(PluginContext context) {
            super(context, WIDGET, 30);
        }

        /** The first call only asks for permission, on another thread. */
        @Override
        public StartResult start(TaskExecution execution) {
            if (ready.contains(execution.idempotencyKey())) {
                return super.start(execution);
            }
            Thread.ofVirtual().start(() -> {
                ready.add(execution.idempotencyKey());
                context().wakeUp().wake(execution);
            });
            return new StartResult.Pending(context().clock().instant().plusSeconds(3600));
        }

        /** While the TaskAction is marked, something is at work elsewhere. */
        @Override
        public boolean isStopped(TaskExecution execution) {
            Map<String, String> annotations = execution.action().getMetadata().getAnnotations();
            return annotations == null || !annotations.containsKey("example.org/at-work");
        }

        @Override
        protected HasMetadata build(TaskExecution execution) {
            GenericKubernetesResource widget = new GenericKubernetesResource();
            widget.setApiVersion(WIDGET.apiVersion());
            widget.setKind(WIDGET.kind());
            widget.setAdditionalProperties(
                    Map.of("spec", Map.of("size", context().settings().number("size", 1))));
            return widget;
        }

        @Override
        protected Report judge(TaskExecution execution, GenericKubernetesResource widget) {
            Details details = new Details(
                    Optional.of("{\"version\":1}"),
                    List.of(Link.external("Widget", "https://widgets/" + phase(widget))));
            return switch (phase(widget)) {
                case "Done" -> new Report.Completed(createdAt(widget), Optional.empty(), details);
                case "Broken" ->
                    new Report.Failed(Failure.permanent("WidgetBroken", "it broke"), createdAt(widget), false, details);
                case "Running" -> new Report.Active(Report.Phase.RUNNING, "", createdAt(widget), null, details);
                default -> Report.Active.of(Report.Phase.QUEUED, createdAt(widget));
            };
        }

        private static String phase(GenericKubernetesResource widget) {
            Object phase = widget.get("status", "phase");
            return phase == null ? "" : phase.toString();
        }
    }
}
