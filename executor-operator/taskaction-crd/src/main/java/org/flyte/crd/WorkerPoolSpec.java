package org.flyte.crd;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.crd.generator.annotation.PreserveUnknownFields;
import io.fabric8.crd.generator.annotation.SchemaFrom;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.util.ArrayList;
import java.util.List;

/** Which workers there are, and how many. Never changes after creation: other code or another policy is another pool. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(value = "self == oldSelf", message = "spec never changes: another pool is another WorkerPool")
public class WorkerPoolSpec {
    @Required
    @Size(min = 1, max = 63)
    public String project;

    @Required
    @Size(min = 1, max = 63)
    public String domain;

    /** Name of the task environment, for people. */
    @Size(max = 253)
    public String environment;

    /** The run that the pool is for; absent: any run. */
    @Size(max = 30)
    public String run;

    /** Replicas that stay while the pool is in use. */
    @Min(0)
    public int minReplicas;

    /** Replicas that there are at most. */
    @Min(1)
    public int maxReplicas;

    /** Tasks that one replica runs at the same time. */
    @Min(1)
    @Max(1000)
    public int concurrency;

    /** After how many seconds without any task all replicas go. */
    @Min(0)
    public int idleTtlSeconds;

    /** After how many seconds without a task a replica above the minimum goes. */
    @Min(0)
    public int scaledownTtlSeconds;

    /** Each a serialized {@code core.Secret} that the workers get. */
    @SchemaFrom(type = String[].class)
    public List<byte[]> secrets = new ArrayList<>();

    /** The pod of a replica, without its name. */
    @PreserveUnknownFields
    @SchemaFrom(type = Object.class)
    public PodTemplateSpec podTemplate;
}
