package org.flyte.executor.reconcile;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jboss.logging.Logger;

/** Logs reconciles that end with an exception and are tried again: an outage now and then, not for each action and try. */
final class FailedReconciles {
    private static final Logger LOG = Logger.getLogger(FailedReconciles.class);
    private static final Duration QUIET = Duration.ofSeconds(30);

    private final Clock clock;
    private volatile boolean outage;
    private Instant quietUntil = Instant.MIN;

    FailedReconciles(Clock clock) {
        this.clock = clock;
    }

    /** @param tries that had failed before */
    void failed(RuntimeException failure, int tries) {
        if (new UnforeseenFailure(failure).isOutage()) {
            outage(failure);
        } else if (tries == 0) {
            LOG.warn("reconcile failed, trying again", failure);
        }
    }

    void succeeded() {
        if (outage) {
            ended();
        }
    }

    private synchronized void outage(RuntimeException failure) {
        Instant now = clock.instant();
        if (now.isBefore(quietUntil)) {
            return;
        }
        quietUntil = now.plus(QUIET);
        outage = true;
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        LOG.warnf(
                "actions wait because something that they need does not answer: %s cause=%s",
                failure.getMessage(), cause);
    }

    private synchronized void ended() {
        if (outage) {
            outage = false;
            LOG.info("actions are reconciled again");
        }
    }
}
