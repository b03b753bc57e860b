package org.flyte.crd;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.crd.generator.annotation.SchemaFrom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A phase that an action was in: one event of the stream. (attempt, phase, version) is unique within an action. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public class PhaseEntry {
    /** {@code ActionPhase} without its prefix. */
    public String phase;

    public int attempt;

    /** Pods of the attempt that infrastructure had taken away before. */
    @JsonInclude(JsonInclude.Include.NON_DEFAULT)
    public int podTry;

    /** Incremented when the same phase of the same attempt is reported again with a new message. */
    @JsonInclude(JsonInclude.Include.NON_DEFAULT)
    public int version;

    @SchemaFrom(type = String.class)
    @JsonFormat(shape = JsonFormat.Shape.STRING)
    public Instant occurredAt;

    /** Why, in a line; for a failed attempt its error. */
    public String message;

    /** Error code and kind (USER, SYSTEM) of a failed attempt. */
    public String code;

    public String kind;

    /** The pod that was in this phase. */
    public String podName;

    /** The try whose object was in this phase; absent when its pod has that name. */
    public String objectName;

    /** What consoles show with the attempt. */
    public List<PhaseLink> links = new ArrayList<>();

    /** Number of a {@code core.CatalogCacheStatus}, as it was known then. */
    @JsonInclude(JsonInclude.Include.NON_DEFAULT)
    public int cacheStatus;
}
