package org.flyte.executor.plugin.contract;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.flyte.executor.plugin.Failure;
import org.flyte.executor.plugin.job.JobResource;
import org.flyte.executor.plugin.job.JobState;

/** For tables that say which state follows from which resource. */
public final class JobStates {
    private static final KubernetesSerialization YAML = new KubernetesSerialization();

    private JobStates() {}

    /** A custom resource named {@code job1} with these fields, in YAML. */
    public static JobResource job(String fields) {
        GenericKubernetesResource object = parse(fields, GenericKubernetesResource.class);
        object.setMetadata(
                new ObjectMetaBuilder().withName("job1").withNamespace("flyte").build());
        return new JobResource(object);
    }

    /** The serialization takes for JSON what begins with a brace. */
    static <T> T parse(String yaml, Class<T> type) {
        return YAML.unmarshal("---\n" + yaml, type);
    }

    /** A state in one line: {@code RUNNING reason since time}, {@code SUCCEEDED}, {@code FAILED USER code: message}. */
    public static String describe(JobState state) {
        return switch (state) {
            case JobState.Active active ->
                active.phase()
                        + (active.reason().isEmpty() ? "" : " " + active.reason())
                        + active.since().map(time -> " since " + time).orElse("");
            case JobState.Succeeded _ -> "SUCCEEDED";
            case JobState.Failed failed -> "FAILED " + describe(failed.failure());
        };
    }

    private static String describe(Failure failure) {
        String finality = failure.retryable() ? "" : "FINAL ";
        return finality + failure.kind() + " " + failure.code() + ": " + failure.message();
    }
}
