package org.flyte.executor.plugins.ray;

import java.util.Map;
import java.util.TreeMap;
import org.flyte.executor.plugin.job.Fields;
import org.flyte.idl.plugins.HeadGroupSpec;
import org.flyte.idl.plugins.WorkerGroupSpec;

/** The options of {@code ray start}: those of the task, else those of the settings, and what every cluster needs. */
final class StartParams {
    private StartParams() {}

    static Fields ofHead(HeadGroupSpec group, RaySettings settings) {
        Map<String, String> params = new TreeMap<>(orElse(group.getRayStartParamsMap(), settings.headStartParams()));
        params.putIfAbsent("include-dashboard", Boolean.toString(settings.includeDashboard()));
        params.putIfAbsent("dashboard-host", settings.dashboardHost());
        return common(params, settings);
    }

    static Fields ofWorkers(WorkerGroupSpec group, RaySettings settings) {
        return common(new TreeMap<>(orElse(group.getRayStartParamsMap(), settings.workerStartParams())), settings);
    }

    private static Fields common(Map<String, String> params, RaySettings settings) {
        params.putIfAbsent("node-ip-address", "$MY_POD_IP");
        if (!settings.usageStats()) {
            params.putIfAbsent("disable-usage-stats", "true");
        }
        Fields fields = new Fields();
        params.forEach(fields::put);
        return fields;
    }

    private static Map<String, String> orElse(Map<String, String> ofTask, Map<String, String> ofSettings) {
        return ofTask.isEmpty() ? ofSettings : ofTask;
    }
}
