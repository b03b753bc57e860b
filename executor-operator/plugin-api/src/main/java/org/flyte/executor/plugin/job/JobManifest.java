package org.flyte.executor.plugin.job;

import java.util.Map;

/**
 * What a plugin wants of the custom resource of a try.
 *
 * @param labels beside those that every object of a try has
 */
public record JobManifest(Map<String, String> labels, Map<String, String> annotations, Map<String, Object> spec) {
    /** With the labels of its pods. */
    public static JobManifest of(JobPods pods, Fields spec) {
        return new JobManifest(pods.jobLabels(), Map.of(), spec.toMap());
    }
}
