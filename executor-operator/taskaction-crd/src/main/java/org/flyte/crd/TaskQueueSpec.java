package org.flyte.crd;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;

/** Limits of a queue. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public class TaskQueueSpec {
    /** Maximum number of actions of the queue that are at work at once; absent: any number. */
    @Min(1)
    public Integer concurrency;

    /** Maximum number of them of one project and domain; absent: any number. */
    @Min(1)
    public Integer projectConcurrency;

    /** Maximum number of actions that wait in the queue: further ones are refused and come again later; absent: any number. */
    @Min(1)
    public Integer depth;

    /** Queues with a higher priority are served first, when a limit holds over all of them. */
    @Min(-1000)
    @Max(1000)
    public int priority;
}
