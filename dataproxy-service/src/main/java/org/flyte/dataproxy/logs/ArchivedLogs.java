package org.flyte.dataproxy.logs;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.smallrye.mutiny.TimeoutException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.flyte.dataproxy.runs.RunsClient;
import org.flyte.idl.workflow.ActionAttempt;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.AttemptLayout;
import org.flyte.platform.model.FlyteException.Unavailable;
import org.flyte.platform.model.ProtoTime;
import org.flyte.platform.podlogs.archive.ArchivedLog;
import org.flyte.platform.podlogs.archive.LogArchive;
import org.flyte.platform.storage.ObjectStore;

/** Finds the archived logs of attempts, below the folders of their runs. Blocks: for virtual threads. */
final class ArchivedLogs {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration LOOKUP = Duration.ofSeconds(15);

    /** An archive that is missing this long after the end of the attempt is not waited for. */
    private static final Duration LATEST = Duration.ofMinutes(2);

    private final RunsClient runs;
    private final ObjectStore store;
    private final LogArchive archive;
    private final Clock clock;

    ArchivedLogs(RunsClient runs, ObjectStore store, Clock clock) {
        this.runs = runs;
        this.store = store;
        this.archive = new LogArchive(store, clock);
        this.clock = clock;
    }

    /**
     * The archived log of a container; empty when there is none.
     *
     * @param wait how long to wait for one that the operator may be writing
     */
    Optional<ArchivedLog> find(LogSelection selection, LogTarget target, Duration wait) throws InterruptedException {
        ActionAttempt attempt = attemptOf(selection);
        Optional<String> file =
                folderOf(selection, attempt).map(folder -> folder.logFile(target.pod(), target.container()));
        if (file.isEmpty()) {
            return Optional.empty();
        }
        long until = System.nanoTime() + (isRecent(attempt) ? wait.toNanos() : 0);
        while (true) {
            Optional<ArchivedLog> found = archive.find(file.get());
            if (found.isPresent() || System.nanoTime() >= until) {
                return found;
            }
            Thread.sleep(POLL);
        }
    }

    /** Whether the attempt has ended, by its events. */
    boolean hasEnded(LogSelection selection) {
        return attemptOf(selection).hasEndTime();
    }

    private ActionAttempt attemptOf(LogSelection selection) {
        try {
            return runs.action(selection.action()).await().atMost(LOOKUP).getAttemptsList().stream()
                    .filter(attempt -> attempt.getAttempt() == selection.attempt())
                    .findFirst()
                    .orElse(ActionAttempt.getDefaultInstance());
        } catch (StatusRuntimeException e) {
            if (e.getStatus().getCode() == Status.Code.NOT_FOUND) {
                return ActionAttempt.getDefaultInstance();
            }
            throw e;
        } catch (TimeoutException e) {
            throw new Unavailable(e, "runs-service does not answer: try again");
        }
    }

    /** As its events say, if that is a folder of this very attempt. */
    private Optional<AttemptLayout> folderOf(LogSelection selection, ActionAttempt attempt) {
        String outputs = attempt.getOutputs().getOutputUri();
        if (outputs.isEmpty()) {
            return Optional.empty();
        }
        AttemptLayout folder = AttemptLayout.of(outputs).firstTry();
        ActionKey action = selection.action();
        String own = "/%s/%s/%s/%s/%d"
                .formatted(
                        action.run().project(),
                        action.run().domain(),
                        action.run().name(),
                        action.name(),
                        selection.attempt());
        return store.owns(folder.folder()) && folder.folder().endsWith(own) ? Optional.of(folder) : Optional.empty();
    }

    private boolean isRecent(ActionAttempt attempt) {
        Instant end = attempt.hasEndTime() ? ProtoTime.toInstant(attempt.getEndTime()) : Instant.MAX;
        return end.isAfter(clock.instant().minus(LATEST));
    }
}
