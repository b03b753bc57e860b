package org.flyte.executor.plugins.spark;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * Whether the CRD of the cluster has templates for driver and executors: those of the Spark operator before version 2 drop them. The
 * schemas that an API server publishes say so, and need no permission. Asked again from time to time: a CRD may be replaced.
 */
final class PodTemplateSupport {
    private static final Duration RECHECK = Duration.ofMinutes(10);
    private static final String SCHEMAS = "/openapi/v3/apis/" + SparkProvider.SPARK_APPLICATION.apiVersion();

    private final KubernetesClient client;
    private final Clock clock;
    private final String setting;
    private Answer answer;

    private record Answer(boolean isThere, Instant validUntil) {}

    /** @param setting one of those of {@link SparkSettings#podTemplate()} */
    PodTemplateSupport(KubernetesClient client, Clock clock, String setting) {
        this.client = client;
        this.clock = clock;
        this.setting = setting;
    }

    /** @throws io.fabric8.kubernetes.client.KubernetesClientException when the API server does not say */
    synchronized boolean isThere() {
        if (!setting.equals(SparkSettings.AUTO)) {
            return setting.equals(SparkSettings.ALWAYS);
        }
        Instant now = clock.instant();
        if (answer == null || now.isAfter(answer.validUntil())) {
            answer = new Answer(ask(), now.plus(RECHECK));
        }
        return answer.isThere();
    }

    private boolean ask() {
        String schemas = client.raw(SCHEMAS);
        if (schemas == null) {
            return false;
        }
        Map<?, ?> document = client.getKubernetesSerialization().unmarshal(schemas, Map.class);
        return at(document, "components", "schemas") instanceof Map<?, ?> all
                && all.values().stream()
                        .anyMatch(schema ->
                                at(schema, "properties", "spec", "properties", "driver", "properties", "template")
                                        != null);
    }

    private static Object at(Object value, String... path) {
        Object found = value;
        for (String name : path) {
            found = found instanceof Map<?, ?> map ? map.get(name) : null;
        }
        return found;
    }
}
