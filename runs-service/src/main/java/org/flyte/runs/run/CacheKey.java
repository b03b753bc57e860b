package org.flyte.runs.run;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.Set;
import org.flyte.idl.core.TaskTemplate;
import org.flyte.idl.core.TypedInterface;
import org.flyte.idl.core.VariableEntry;
import org.flyte.idl.core.VariableMap;
import org.flyte.idl.task.Inputs;
import org.flyte.runs.action.SpecBlob;

/**
 * The key under which results of a cacheable task are shared.
 *
 * @param value "" for tasks that are not cacheable
 */
record CacheKey(String value) {
    private static final CacheKey NONE = new CacheKey("");

    static CacheKey of(TaskTemplate task, Inputs inputs) {
        if (!task.getMetadata().getDiscoverable()) {
            return NONE;
        }
        Set<String> ignored = Set.copyOf(task.getMetadata().getCacheIgnoreInputVarsList());
        return of(task, InputsHash.of(inputs.getLiteralsList(), ignored));
    }

    static CacheKey of(TaskTemplate task, InputsHash inputsHash) {
        if (!task.getMetadata().getDiscoverable()) {
            return NONE;
        }
        String content = inputsHash.value()
                + task.getId().getName()
                + (task.hasInterface() ? interfaceHash(task.getInterface()) : "")
                + task.getMetadata().getDiscoveryVersion();
        return new CacheKey(InputsHash.base64(content.getBytes(StandardCharsets.UTF_8)));
    }

    /** Variables are in the order of their names, as in the SDK. */
    private static String interfaceHash(TypedInterface declared) {
        TypedInterface.Builder sorted = declared.toBuilder();
        if (declared.hasInputs()) {
            sorted.setInputs(sorted(declared.getInputs()));
        }
        if (declared.hasOutputs()) {
            sorted.setOutputs(sorted(declared.getOutputs()));
        }
        return InputsHash.base64(SpecBlob.deterministic(sorted.build()));
    }

    private static VariableMap sorted(VariableMap variables) {
        return VariableMap.newBuilder()
                .addAllVariables(variables.getVariablesList().stream()
                        .sorted(Comparator.comparing(VariableEntry::getKey))
                        .toList())
                .build();
    }
}
