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

/** The key under which results of a cacheable task are shared (runs spec §5.8); "" for other tasks. */
final class CacheKey {
    private CacheKey() {}

    static String of(TaskTemplate task, Inputs inputs) {
        Set<String> ignored = Set.copyOf(task.getMetadata().getCacheIgnoreInputVarsList());
        return of(task, InputsHash.of(inputs.getLiteralsList(), ignored));
    }

    /** @param inputsHash as the client gives it: it is never recomputed (sdk-client spec §11.4) */
    static String of(TaskTemplate task, String inputsHash) {
        if (!task.getMetadata().getDiscoverable()) {
            return "";
        }
        String content = inputsHash
                + task.getId().getName()
                + (task.hasInterface() ? interfaceHash(task.getInterface()) : "")
                + task.getMetadata().getDiscoveryVersion();
        return InputsHash.base64(content.getBytes(StandardCharsets.UTF_8));
    }

    /** Variables count in the order of their names, as the SDK does it. */
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
