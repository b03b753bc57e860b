package org.flyte.crd;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;

/** What there is of a pool. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public class WorkerPoolStatus {
    /** Pods of the pool that have not ended. */
    public int replicas;

    /** Those whose worker takes tasks. */
    public int ready;

    /** Why there are fewer workers than wanted, or why none can be used; absent when all is well. */
    public String message;
}
