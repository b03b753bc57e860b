package org.flyte.executor.pod;

import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.AffinityBuilder;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import io.fabric8.kubernetes.api.model.NodeSelectorTermBuilder;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import java.util.List;

/** Narrows the nodes of a pod. */
final class NodeRequirements {
    private NodeRequirements() {}

    /** Requires them in every alternative that the pod's own affinity allows. */
    static void apply(PodSpecBuilder pod, List<NodeSelectorRequirement> requirements) {
        if (!requirements.isEmpty()) {
            pod.withAffinity(narrowed(pod.buildAffinity(), requirements));
        }
    }

    private static Affinity narrowed(Affinity own, List<NodeSelectorRequirement> requirements) {
        AffinityBuilder affinity = own == null ? new AffinityBuilder() : new AffinityBuilder(own);
        var required = affinity.editOrNewNodeAffinity().editOrNewRequiredDuringSchedulingIgnoredDuringExecution();
        List<NodeSelectorTerm> terms = required.buildNodeSelectorTerms();
        List<NodeSelectorTerm> narrowed = (terms.isEmpty() ? List.of(new NodeSelectorTerm()) : terms)
                .stream()
                        .map(term -> new NodeSelectorTermBuilder(term)
                                .addAllToMatchExpressions(requirements)
                                .build())
                        .toList();
        return required.withNodeSelectorTerms(narrowed)
                .endRequiredDuringSchedulingIgnoredDuringExecution()
                .endNodeAffinity()
                .build();
    }
}
