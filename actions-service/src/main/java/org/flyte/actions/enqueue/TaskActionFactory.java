package org.flyte.actions.enqueue;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.flyte.actions.cluster.RunContext;
import org.flyte.actions.cluster.TaskActions;
import org.flyte.actions.cluster.TrackedAction;
import org.flyte.actions.id.ActionKey;
import org.flyte.crd.Names;
import org.flyte.crd.TaskAction;
import org.flyte.crd.TaskActionSpec;
import org.flyte.idl.actions.Action;

/** Makes the TaskAction of an action (executor spec §1.1, §1.2); the template is not in it yet. */
final class TaskActionFactory {
    private TaskActionFactory() {}

    static TaskAction task(Action action, RunContext context, Optional<TrackedAction> parent) {
        TaskAction object = object(action, Names.TYPE_TASK, context, parent);
        object.getMetadata().setFinalizers(List.of(Names.FINALIZER));
        TaskActionSpec spec = object.getSpec();
        spec.taskType = action.getTask().getSpec().getTaskTemplate().getType();
        spec.shortName = shortName(action);
        spec.cacheKey = action.getTask().getCacheKey().getValue();
        spec.envVars = context.env();
        spec.interruptible = context.interruptible();
        spec.runStartTime = context.runStartTime();
        spec.rawDataPrefix = context.rawDataPrefix();
        spec.serviceAccount = context.serviceAccount();
        return object;
    }

    static TaskAction condition(Action action, Optional<TrackedAction> parent) {
        TaskAction object = object(action, Names.TYPE_CONDITION, RunContext.NONE, parent);
        object.getSpec().conditionSpec = action.getCondition().toByteArray();
        return object;
    }

    private static TaskAction object(Action action, String type, RunContext context, Optional<TrackedAction> parent) {
        ActionKey key = ActionKey.of(action.getActionId());
        String parentName = action.getParentActionName();
        Map<String, String> labels = new HashMap<>(context.labels());
        labels.put(Names.LABEL_PROJECT, key.run().project());
        labels.put(Names.LABEL_DOMAIN, key.run().domain());
        labels.put(Names.LABEL_RUN, key.run().name());
        labels.put(Names.LABEL_ACTION, key.name());
        labels.put(Names.LABEL_ACTION_TYPE, type);
        labels.put(Names.LABEL_IS_ROOT, Boolean.toString(parentName.isEmpty()));
        TaskAction object = new TaskAction();
        object.setMetadata(new ObjectMetaBuilder()
                .withName(TaskActions.resourceName(key))
                .withLabels(labels)
                .withAnnotations(context.annotations())
                .withOwnerReferences(owners(parent))
                .build());
        TaskActionSpec spec = object.getSpec();
        spec.project = key.run().project();
        spec.domain = key.run().domain();
        spec.runName = key.run().name();
        spec.actionName = key.name();
        spec.parentActionName = parentName.isEmpty() ? null : parentName;
        spec.actionType = type;
        spec.inputUri = action.getInputUri();
        spec.runOutputBase = action.getRunOutputBase();
        spec.group = action.getGroup();
        return object;
    }

    private static List<OwnerReference> owners(Optional<TrackedAction> parent) {
        return parent.filter(p -> !p.uid().isEmpty())
                .map(p -> new OwnerReferenceBuilder()
                        .withApiVersion(TaskAction.GROUP + "/" + TaskAction.VERSION)
                        .withKind(TaskAction.KIND)
                        .withName(p.resource())
                        .withUid(p.uid())
                        .withBlockOwnerDeletion(true)
                        .build())
                .map(List::of)
                .orElse(List.of());
    }

    private static String shortName(Action action) {
        String given = action.getTask().getSpec().getShortName();
        if (!given.isEmpty()) {
            return given;
        }
        String full = action.getTask().getSpec().getTaskTemplate().getId().getName();
        String last = full.substring(full.lastIndexOf('.') + 1);
        return last.substring(0, Math.min(last.length(), 63));
    }
}
