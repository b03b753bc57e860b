package org.flyte.runs.bulk;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.concurrent.ThreadLocalRandom;
import org.flyte.platform.model.Backoff;
import org.flyte.platform.model.FlyteException.AlreadyExists;
import org.flyte.platform.model.FlyteException.FailedPrecondition;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.FlyteException.NotFound;
import org.flyte.runs.bulk.BulkRun.Result;
import org.jboss.logging.Logger;

/** Does with one run what the operation asks for, and decides whether a failure is final or tried again. */
@ApplicationScoped
class ProcessSelectedRun {
    private static final Logger LOG = Logger.getLogger(ProcessSelectedRun.class);

    private final AbortSelectedRun abortSelectedRun;
    private final RepeatSelectedRun repeatSelectedRun;
    private final BulkConfig config;
    private final Clock clock;
    private final Backoff backoff;

    ProcessSelectedRun(
            AbortSelectedRun abortSelectedRun, RepeatSelectedRun repeatSelectedRun, BulkConfig config, Clock clock) {
        this.abortSelectedRun = abortSelectedRun;
        this.repeatSelectedRun = repeatSelectedRun;
        this.config = config;
        this.clock = clock;
        this.backoff = Backoff.doubling(config.initialBackoff(), config.maxBackoff());
    }

    /** Answers what the try came to. Never fails. */
    Uni<Result> execute(BulkOperation operation, BulkRun run) {
        return Uni.createFrom()
                .deferred(() -> operation.kind() == BulkKind.ABORT
                        ? abortSelectedRun.execute(operation, run)
                        : repeatSelectedRun.execute(operation, run))
                .ifNoItem()
                .after(config.timeout())
                .fail()
                .onFailure()
                .recoverWithItem(failure -> failed(operation, run, failure));
    }

    private Result failed(BulkOperation operation, BulkRun run, Throwable failure) {
        String cause = String.valueOf(failure.getMessage());
        if (isFinal(failure) || run.tries() >= config.maxTries()) {
            LOG.warnf(
                    "bulk operation failed for a run: operation=%s run=%s cause=%s", operation.id(), run.key(), cause);
            return run.failed(cause);
        }
        LOG.infof("run of bulk operation retried: operation=%s run=%s cause=%s", operation.id(), run.key(), cause);
        return run.postponed(cause, clock.instant().plus(backoff.jittered(run.tries(), ThreadLocalRandom.current())));
    }

    private static boolean isFinal(Throwable failure) {
        return failure instanceof InvalidArgument
                || failure instanceof NotFound
                || failure instanceof FailedPrecondition
                || failure instanceof AlreadyExists;
    }
}
