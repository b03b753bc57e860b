package org.flyte.crd;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;

/** The attempt whose cached outputs an action took over. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public class CacheSource {
    public String project;

    public String domain;

    public String runName;

    public String actionName;

    /** From 1. */
    @JsonInclude(JsonInclude.Include.NON_DEFAULT)
    public int attempt;

    public CacheSource() {}

    public CacheSource(String project, String domain, String runName, String actionName, int attempt) {
        this.project = project;
        this.domain = domain;
        this.runName = runName;
        this.actionName = actionName;
        this.attempt = attempt;
    }
}
