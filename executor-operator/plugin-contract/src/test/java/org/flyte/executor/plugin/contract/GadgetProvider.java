package org.flyte.executor.plugin.contract;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.flyte.executor.plugin.Failure;
import org.flyte.executor.plugin.ObjectKind;
import org.flyte.executor.plugin.PluginContext;
import org.flyte.executor.plugin.PodRole;
import org.flyte.executor.plugin.Report;
import org.flyte.executor.plugin.StartException;
import org.flyte.executor.plugin.StartResult;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.plugin.TaskPlugin;
import org.flyte.executor.plugin.TaskPluginProvider;
import org.flyte.executor.plugin.kubernetes.KubernetesObjectPlugin;

/** A plugin whose try is an object with a short name, and whose start goes on in the background. */
public final class GadgetProvider implements TaskPluginProvider {
    static final ObjectKind GADGET = ObjectKind.of("contract.example.org", "v1", "Gadget");
    static final int MAX_NAME = 25;

    @Override
    public String name() {
        return "gadget";
    }

    @Override
    public Set<String> taskTypes() {
        return Set.of("gadget");
    }

    @Override
    public Set<ObjectKind> kinds() {
        return Set.of(GADGET);
    }

    @Override
    public TaskPlugin create(PluginContext context) {
        return new GadgetPlugin(context);
    }

    private static final class GadgetPlugin extends KubernetesObjectPlugin {
        private final Set<String> allowed = ConcurrentHashMap.newKeySet();

        GadgetPlugin(PluginContext context) {
            super(context, GADGET, MAX_NAME);
        }

        @Override
        public StartResult start(TaskExecution execution) {
            if (!execution.template().hasContainer()) {
                throw StartException.refused(Failure.permanent(Failure.BAD_TASK, "no container"), null);
            }
            if (allowed.contains(execution.idempotencyKey())) {
                return super.start(execution);
            }
            Thread.ofVirtual().start(() -> {
                allowed.add(execution.idempotencyKey());
                context().wakeUp().wake(execution);
            });
            return new StartResult.Pending(context().clock().instant().plusSeconds(60));
        }

        @Override
        protected HasMetadata build(TaskExecution execution) {
            GenericKubernetesResource gadget = new GenericKubernetesResource();
            gadget.setApiVersion(GADGET.apiVersion());
            gadget.setKind(GADGET.kind());
            gadget.setAdditionalProperties(Map.of(
                    "spec", Map.of("template", context().pods().template(execution, PodRole.worker("main")))));
            return gadget;
        }

        @Override
        protected Report judge(TaskExecution execution, GenericKubernetesResource gadget) {
            return "Done".equals(gadget.get("status", "phase"))
                    ? Report.Completed.byFiles(createdAt(gadget))
                    : Report.Active.of(Report.Phase.INITIALIZING, createdAt(gadget));
        }
    }
}
