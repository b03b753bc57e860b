package org.flyte.executor.pod;

import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.Map;

/** The pod that a template asks for, before the platform adds its part. */
record RawPod(PodSpec spec, String primary, Map<String, String> labels, Map<String, String> annotations) {}
