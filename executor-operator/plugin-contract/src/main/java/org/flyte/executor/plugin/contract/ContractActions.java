package org.flyte.executor.plugin.contract;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.Map;
import java.util.UUID;
import org.flyte.crd.Names;
import org.flyte.crd.TaskAction;
import org.flyte.crd.TaskActionSpec;
import org.flyte.crd.TaskActionStatus;
import org.flyte.executor.plugin.Details;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.idl.core.TaskTemplate;
import org.flyte.platform.model.ActionKey;

/** Executions for tests, of TaskActions that are not in the API: the operator itself takes no part. */
final class ContractActions {
    private ContractActions() {}

    /** The first try of a new action, whose names are as long as they can be. */
    static TaskExecution execution(String namespace, TaskTemplate template) {
        String random = UUID.randomUUID().toString().replace("-", "");
        return execution(
                namespace,
                template,
                "r" + random.substring(0, 29),
                "a" + random.substring(2, 31),
                UUID.randomUUID().toString());
    }

    /** The first try of an action whose names are always the same. */
    static TaskExecution fixed(String namespace, TaskTemplate template) {
        return execution(namespace, template, "run1", ActionKey.ROOT, "00000000-0000-0000-0000-000000000001");
    }

    private static TaskExecution execution(
            String namespace, TaskTemplate template, String run, String name, String uid) {
        TaskAction action = new TaskAction();
        TaskActionSpec spec = action.getSpec();
        spec.project = "p";
        spec.domain = "d";
        spec.runName = run;
        spec.actionName = name;
        spec.taskType = template.getType();
        spec.runOutputBase = "/store/p/d/" + spec.runName + "/";
        spec.inputUri = spec.runOutputBase + spec.actionName;
        action.setMetadata(new ObjectMetaBuilder()
                .withName(Names.resource(spec.project, spec.domain, spec.runName, spec.actionName))
                .withNamespace(namespace)
                .withUid(uid)
                .withCreationTimestamp("2026-11-24T09:59:00Z")
                .withLabels(Map.of(Names.LABEL_RUN, spec.runName, Names.LABEL_ACTION, spec.actionName))
                .build());
        return new TaskExecution(action, template, 1, 0);
    }

    /** The same try, with what the operator would have recorded of it. */
    static TaskExecution recorded(TaskExecution execution, Details details) {
        TaskActionStatus status = new TaskActionStatus();
        status.attempts = execution.attempt();
        status.podTries = execution.lost();
        details.state().ifPresent(state -> {
            status.pluginState = state;
            status.pluginStateTry = execution.objectName();
        });
        TaskAction action = new TaskAction();
        action.setMetadata(execution.action().getMetadata());
        action.setSpec(execution.spec());
        action.setStatus(status);
        return new TaskExecution(action, execution.template(), execution.attempt(), execution.lost());
    }

    /** The try that follows when infrastructure has taken this one away. */
    static TaskExecution next(TaskExecution execution) {
        return new TaskExecution(execution.action(), execution.template(), execution.attempt(), execution.lost() + 1);
    }
}
