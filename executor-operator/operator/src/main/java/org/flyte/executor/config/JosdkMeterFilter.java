package org.flyte.executor.config;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.MeterFilter;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/**
 * Gives the event counters of the operator SDK one set of tags: it registers them with two, Prometheus refuses the second, and
 * the exception would end the reconciler's thread silently.
 */
class JosdkMeterFilter {
    private static final String TAG = "action";

    @Produces
    @Singleton
    MeterFilter oneSetOfTags() {
        return new MeterFilter() {
            @Override
            public Meter.Id map(Meter.Id id) {
                boolean incomplete = id.getName().startsWith("events") && id.getTag(TAG) == null;
                return incomplete ? id.withTag(Tag.of(TAG, "NONE")) : id;
            }
        };
    }
}
