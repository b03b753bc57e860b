package org.flyte.runs.schedule;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.flyte.idl.trigger.TriggerSpec;

/** What happens when a trigger is due while a run of it is active. */
public enum OverlapPolicy {
    /** Another run starts. */
    ALLOW,
    /** The due time is passed over. */
    SKIP,
    /** One run starts when the active one has ended; further due times until then are passed over. */
    BUFFER_ONE;

    /** Annotation of a trigger's run spec: {@code allow}, {@code skip} or {@code buffer-one}. */
    static final String ANNOTATION = "flyte.org/overlap-policy";

    /** The policy of a trigger; empty when it does not say, or says what is no policy. */
    static Optional<OverlapPolicy> of(TriggerSpec spec) {
        String name = spec.getRunSpec().getAnnotations().getValuesOrDefault(ANNOTATION, "");
        String constant = name.toUpperCase(Locale.ROOT).replace('-', '_');
        return Arrays.stream(values())
                .filter(policy -> policy.name().equals(constant))
                .findFirst();
    }
}
