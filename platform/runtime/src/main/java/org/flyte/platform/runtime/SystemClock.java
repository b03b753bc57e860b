package org.flyte.platform.runtime;

import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** The one place that reads the time of the machine; everything else injects {@link Clock}. */
@ApplicationScoped
public class SystemClock {
    /** Returns the clock of the machine, for programs that inject nothing. */
    public static Clock ofMachine() {
        return Clock.systemUTC();
    }

    /** The UTC clock of the machine; a test replaces it with a bean of its own. */
    @Produces
    @Singleton
    @DefaultBean
    Clock utc() {
        return ofMachine();
    }
}
