package org.flyte.crd;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;

/** A link to something about an attempt, such as a dashboard. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public class PhaseLink {
    public String name;

    public String uri;

    /** {@code EXTERNAL}, {@code DASHBOARD} or {@code IDE}. */
    public String kind;

    public PhaseLink() {}

    public PhaseLink(String name, String uri, String kind) {
        this.name = name;
        this.uri = uri;
        this.kind = kind;
    }
}
