package org.flyte.runs.change;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Hints by which a replica tells the others what it changed, so that their watches need not wait for the next poll. */
@ConfigMapping(prefix = "flyte.watch.hints")
public interface HintConfig {
    /**
     * Whether replicas hint at their changes through LISTEN and NOTIFY, on one connection each. Turn it off behind a
     * connection pooler that cannot pass on notifications; watches then learn of changes of other replicas by polling.
     */
    @WithDefault("true")
    boolean enabled();

    /** Shortest time between two notifications of a replica; changes in between go together. */
    @WithDefault("5ms")
    Duration interval();
}
