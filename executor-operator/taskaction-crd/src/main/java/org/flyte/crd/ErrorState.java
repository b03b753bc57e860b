package org.flyte.crd;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;

/** Why an action failed. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public class ErrorState {
    public String code;

    /** {@code USER}, {@code SYSTEM} or absent. */
    public String kind;

    /** At most 8 KiB: head and tail of a longer one, which is whole in error.pb. */
    public String message;

    public ErrorState() {}

    public ErrorState(String code, String kind, String message) {
        this.code = code;
        this.kind = kind;
        this.message = message;
    }
}
