package org.flyte.actions.support;

import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.common.MapBackedConfigSource;
import java.util.Map;
import org.flyte.actions.ActionsConfig;
import org.flyte.actions.KubernetesConfig;

/** The configuration without the application. */
public final class TestConfig {
    private TestConfig() {}

    /** The defaults and these settings. */
    public static ActionsConfig with(Map<String, String> settings) {
        return mapping(ActionsConfig.class, settings);
    }

    /** The namespace of the services, which is also that of TaskActions unless {@code taskNamespace} says otherwise. */
    public static KubernetesConfig kubernetes(String namespace, String taskNamespace) {
        return mapping(
                KubernetesConfig.class,
                Map.of("flyte.kubernetes.namespace", namespace, "flyte.kubernetes.task-namespace", taskNamespace));
    }

    private static <T> T mapping(Class<T> type, Map<String, String> settings) {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDiscoveredConverters()
                .withMapping(type)
                .withSources(new MapBackedConfigSource("test", settings) {
                    private static final long serialVersionUID = 1L;
                })
                .build()
                .getConfigMapping(type);
    }
}
