package org.flyte.executor.plugins.ray;

import static org.flyte.executor.plugin.job.CustomMessage.bad;

import java.util.List;
import java.util.Map;
import org.flyte.executor.plugin.job.Fields;
import org.flyte.idl.core.KeyValuePair;
import org.flyte.idl.core.Resources;
import org.flyte.idl.core.Resources.ResourceEntry;
import org.flyte.idl.plugins.AutoscalerOptions;

/** The container of the head that makes and ends workers. */
final class Autoscaler {
    private Autoscaler() {}

    static Fields options(AutoscalerOptions asked) {
        return new Fields()
                .put("upscalingMode", mode(asked.getUpscalingMode()))
                .putNumber("idleTimeoutSeconds", Math.max(0, asked.getIdleTimeoutSeconds()))
                .put("image", asked.getImage())
                .put("resources", resources(asked.getResources()))
                .put(
                        "env",
                        asked.getEnvList().stream().map(Autoscaler::variable).toList());
    }

    private static String mode(AutoscalerOptions.UpscalingMode mode) {
        return switch (mode) {
            case UPSCALING_MODE_UNSPECIFIED -> "";
            case UPSCALING_MODE_DEFAULT -> "Default";
            case UPSCALING_MODE_AGGRESSIVE -> "Aggressive";
            case UPSCALING_MODE_CONSERVATIVE -> "Conservative";
            case UNRECOGNIZED -> throw bad("autoscaler_options.upscaling_mode is not known");
        };
    }

    private static Map<String, Object> variable(KeyValuePair pair) {
        return new Fields()
                .put("name", pair.getKey())
                .put("value", pair.getValue())
                .toMap();
    }

    private static Fields resources(Resources asked) {
        return new Fields()
                .put("requests", amounts(asked.getRequestsList()))
                .put("limits", amounts(asked.getLimitsList()));
    }

    private static Fields amounts(List<ResourceEntry> entries) {
        Fields amounts = new Fields();
        for (ResourceEntry entry : entries) {
            amounts.put(name(entry.getName()), entry.getValue());
        }
        return amounts;
    }

    private static String name(Resources.ResourceName name) {
        return switch (name) {
            case CPU -> "cpu";
            case MEMORY -> "memory";
            case EPHEMERAL_STORAGE -> "ephemeral-storage";
            case GPU, STORAGE, UNKNOWN, UNRECOGNIZED ->
                throw bad("autoscaler_options.resources: %s is not possible for an autoscaler", name);
        };
    }
}
