package org.flyte.executor.plugins.connector.job;

import java.time.Duration;
import java.util.Optional;

/** Work that is done again and again until it is done. */
@FunctionalInterface
interface JobStep {
    /** How long to wait for the next time; empty when it is done. */
    Optional<Duration> run();
}
