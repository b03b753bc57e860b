package org.flyte.actions.enqueue;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.flyte.actions.cluster.RunContext;
import org.flyte.actions.cluster.TaskActionStore;
import org.flyte.actions.cluster.TrackedAction;
import org.flyte.crd.Names;
import org.flyte.crd.TaskAction;
import org.flyte.crd.TaskActionSpec;
import org.flyte.idl.workflow.ConditionAction;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.tracing.TraceParent;

/**
 * Builds the TaskAction of an action, without the task template.
 *
 * @param trace of the span that makes it
 * @param shards into how many the runs are divided
 */
record TaskActionFactory(
        EnqueuedAction action, Optional<TrackedAction> parent, Optional<TraceParent> trace, int shards) {
    private static final int MAX_SHORT_NAME = 63;

    TaskAction task(org.flyte.idl.workflow.TaskAction task, RunContext context) {
        TaskAction object = object(Names.TYPE_TASK, context);
        object.getMetadata().setFinalizers(List.of(Names.FINALIZER));
        TaskActionSpec spec = object.getSpec();
        spec.taskType = task.getSpec().getTaskTemplate().getType();
        spec.shortName = shortName(task);
        spec.cacheKey = task.getCacheKey().getValue();
        spec.envVars = context.env();
        spec.interruptible = context.interruptible();
        spec.runStartTime = context.runStartTime();
        spec.rawDataPrefix = context.rawDataPrefix();
        spec.serviceAccount = context.serviceAccount();
        spec.overwriteCache = context.overwriteCache() ? true : null;
        spec.maxActionConcurrency = context.maxActionConcurrency() > 0 ? context.maxActionConcurrency() : null;
        spec.runQueue = context.queue();
        spec.queue = task.getQueue().isEmpty() ? context.queue() : task.getQueue();
        return object;
    }

    TaskAction condition(ConditionAction condition) {
        TaskAction object = object(Names.TYPE_CONDITION, RunContext.NONE);
        object.getSpec().conditionSpec = condition.toByteArray();
        return object;
    }

    private TaskAction object(String type, RunContext context) {
        ActionKey key = action.key();
        TaskAction object = new TaskAction();
        object.setMetadata(new ObjectMetaBuilder()
                .withName(TaskActionStore.resourceName(key))
                .withLabels(labels(type, context))
                .withAnnotations(annotations(context))
                .withOwnerReferences(owners())
                .build());
        TaskActionSpec spec = object.getSpec();
        spec.project = key.project();
        spec.domain = key.domain();
        spec.runName = key.runName();
        spec.actionName = key.name();
        spec.parentActionName = action.isRoot() ? null : action.parent();
        spec.actionType = type;
        spec.inputUri = action.inputUri();
        spec.runOutputBase = action.runOutputBase();
        spec.group = action.group();
        return object;
    }

    private Map<String, String> annotations(RunContext context) {
        if (trace.isEmpty()) {
            return context.annotations();
        }
        Map<String, String> annotations = new HashMap<>(context.annotations());
        annotations.put(Names.ANNOTATION_TRACE_PARENT, trace.get().value());
        return annotations;
    }

    private Map<String, String> labels(String type, RunContext context) {
        ActionKey key = action.key();
        Map<String, String> labels = new HashMap<>(context.labels());
        labels.put(Names.LABEL_PROJECT, key.project());
        labels.put(Names.LABEL_DOMAIN, key.domain());
        labels.put(Names.LABEL_RUN, key.runName());
        labels.put(Names.LABEL_ACTION, key.name());
        labels.put(Names.LABEL_ACTION_TYPE, type);
        labels.put(Names.LABEL_IS_ROOT, Boolean.toString(action.isRoot()));
        if (shards > 1) {
            labels.put(
                    Names.LABEL_SHARD,
                    Integer.toString(Names.shard(key.project(), key.domain(), key.runName(), shards)));
        }
        return labels;
    }

    private List<OwnerReference> owners() {
        return parent.filter(p -> !p.uid().isEmpty())
                .map(p -> new OwnerReferenceBuilder()
                        .withApiVersion(TaskAction.GROUP + "/" + TaskAction.VERSION)
                        .withKind(TaskAction.KIND)
                        .withName(p.resource().name())
                        .withUid(p.uid())
                        .withBlockOwnerDeletion(true)
                        .build())
                .map(List::of)
                .orElse(List.of());
    }

    private static String shortName(org.flyte.idl.workflow.TaskAction task) {
        String given = task.getSpec().getShortName();
        if (!given.isEmpty()) {
            return given;
        }
        String full = task.getSpec().getTaskTemplate().getId().getName();
        String last = full.substring(full.lastIndexOf('.') + 1);
        return last.substring(0, Math.min(last.length(), MAX_SHORT_NAME));
    }
}
