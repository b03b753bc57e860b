package org.flyte.dataproxy.logs;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.flyte.crd.Names;
import org.flyte.crd.TaskNamespaces;
import org.flyte.dataproxy.logs.pod.LivePod;
import org.flyte.dataproxy.logs.pod.PodLookup;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.FlyteException.FailedPrecondition;
import org.flyte.platform.model.FlyteException.NotFound;
import org.flyte.platform.model.RunKey;

/**
 * Finds the pods of an action. What events say of an action may name any pod: only one in a namespace of task pods is
 * accepted, with the labels that the operator gives to the pods of the action.
 */
final class ActionPods {
    private final List<TaskNamespaces> namespaces;
    private final PodLookup pods;

    ActionPods(List<String> namespaces, PodLookup pods) {
        this.namespaces = namespaces.stream().map(TaskNamespaces::new).toList();
        this.pods = pods;
    }

    /**
     * The pod of a target; empty when it does not exist.
     *
     * @throws FailedPrecondition when it is in another namespace
     * @throws NotFound when it is of another action
     */
    Optional<LivePod> find(ActionKey action, LogTarget target) {
        RunKey run = action.run();
        if (namespaces.stream()
                .noneMatch(known -> known.of(run.project(), run.domain()).equals(target.namespace()))) {
            throw new FailedPrecondition(
                    "namespace %s is not one of flyte.dataproxy.logs.namespaces: add it if task pods run there",
                    target.namespace());
        }
        Optional<LivePod> pod = pods.find(target.namespace(), target.pod());
        if (pod.filter(found -> !found.hasLabels(found.isShared() ? labelsOf(run) : labelsOf(action)))
                .isPresent()) {
            throw new NotFound("pod %s is not a pod of action %s", target.pod(), action);
        }
        return pod;
    }

    /** Of a pod that carries out actions of several runs: what it prints for others is left out. */
    private static Map<String, String> labelsOf(RunKey run) {
        Map<String, String> labels = new TreeMap<>();
        labels.put("project", Names.labelValue(run.project()));
        labels.put("domain", Names.labelValue(run.domain()));
        labels.values().removeIf(String::isEmpty);
        return labels;
    }

    /** As the operator sets them. */
    static Map<String, String> labelsOf(ActionKey action) {
        Map<String, String> labels = labelsOf(action.run());
        labels.put("run", Names.labelValue(action.run().name()));
        labels.put("action", Names.labelValue(action.name()));
        labels.values().removeIf(String::isEmpty);
        return labels;
    }
}
