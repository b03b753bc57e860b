package org.flyte.executor.plugins.spark;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.flyte.executor.plugin.PluginSettings;
import org.flyte.executor.plugin.job.JobPlugin;

/**
 * The settings of the plugin, see docs/behaviour/plugins.md.
 *
 * @param conf of every application, below what tasks say
 * @param features entries of the configuration that a task asks for by the name of a feature
 * @param historyServer address of the history server
 * @param serviceAccount of drivers whose task has none
 * @param podTemplate whether the CRD has pod templates: {@code auto} asks the cluster
 */
record SparkSettings(
        Map<String, String> conf,
        Map<String, Map<String, String>> features,
        Optional<String> historyServer,
        String serviceAccount,
        String podTemplate) {
    static final String AUTO = "auto";
    static final String ALWAYS = "always";

    private static final String FEATURE = "feature-";

    /** @throws IllegalArgumentException naming the key that is wrong */
    static SparkSettings of(PluginSettings settings) {
        Set<String> keys = new TreeSet<>(
                Set.of(JobPlugin.QUEUE_SETTING, "conf", "history-server-url", "service-account", "pod-template"));
        Map<String, Map<String, String>> features = new TreeMap<>();
        settings.values().keySet().stream()
                .map(key -> key.replace('.', '-'))
                .filter(key -> key.startsWith(FEATURE))
                .forEach(key -> {
                    keys.add(key);
                    features.put(key.substring(FEATURE.length()), settings.entries(key));
                });
        settings.allow(keys);
        return new SparkSettings(
                settings.entries("conf"),
                features,
                settings.text("history-server-url"),
                settings.text("service-account").orElse("spark"),
                settings.oneOf("pod-template", List.of(AUTO, ALWAYS, "never"), AUTO));
    }
}
