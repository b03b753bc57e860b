package org.flyte.crd;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.crd.generator.annotation.SchemaFrom;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The recorded state of the action. Every phase event can be derived from {@link #phaseHistory}; see
 * docs/behaviour/event-stream.md.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
@SchemaCustomizer(ConditionsSchema.class)
public class TaskActionStatus {
    /** Current {@code ActionPhase} without its prefix, such as {@code RUNNING}; absent before the first reconcile. */
    public String phase;

    /** Current attempt, from 1; 0 before the first reconcile. */
    @JsonInclude(JsonInclude.Include.NON_DEFAULT)
    public int attempts;

    /** Pods of the current attempt that infrastructure took away. */
    @JsonInclude(JsonInclude.Include.NON_DEFAULT)
    public int podTries;

    /** Failures of infrastructure over the whole life of the action; never reset. */
    @JsonInclude(JsonInclude.Include.NON_DEFAULT)
    public int systemFailures;

    /** Earliest time of the next start while a back-off lasts. */
    @SchemaFrom(type = String.class)
    @JsonFormat(shape = JsonFormat.Shape.STRING)
    public Instant notBefore;

    /** Folder of the current try's outputs.pb, error.pb and report.html. */
    public String outputUri;

    /** Number of a {@code core.CatalogCacheStatus}, of the current attempt. */
    @JsonInclude(JsonInclude.Include.NON_DEFAULT)
    public int cacheStatus;

    /** Where the outputs are from; present when the cache had them and knows it. */
    public CacheSource cacheSource;

    /** Last failure; present when the phase is FAILED or TIMED_OUT. */
    public ErrorState errorState;

    /** Every phase in order, oldest first. */
    public List<PhaseEntry> phaseHistory = new ArrayList<>();

    /** Progressing, Succeeded, Failed: for {@code kubectl wait}. */
    public List<Condition> conditions = new ArrayList<>();

    /** Serialized {@code core.Literal} with which a condition was signalled. */
    @SchemaFrom(type = String.class)
    public byte[] signalValue;

    public String signalledBy;

    @SchemaFrom(type = String.class)
    @JsonFormat(shape = JsonFormat.Shape.STRING)
    public Instant signalledAt;

    /** State of a plugin that needs more than its objects, as versioned JSON. Never a secret. */
    public String pluginState;

    /** The try that the state is of, as {@link PhaseEntry#objectName}; it stays until a later try has a state. */
    public String pluginStateTry;
}
