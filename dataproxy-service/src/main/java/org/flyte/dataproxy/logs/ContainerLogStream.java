package org.flyte.dataproxy.logs;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.flyte.dataproxy.logs.live.FollowedLog;
import org.flyte.dataproxy.logs.live.LogCursor;
import org.flyte.dataproxy.logs.live.LogPiece;
import org.flyte.dataproxy.logs.live.LogPieceReader;
import org.flyte.dataproxy.logs.pod.LivePod;
import org.flyte.platform.model.Backoff;
import org.flyte.platform.model.FlyteException;
import org.flyte.platform.model.FlyteException.NotFound;
import org.flyte.platform.model.FlyteException.Unavailable;
import org.flyte.platform.podlogs.PodLogSource;
import org.flyte.platform.podlogs.archive.ArchivedLog;

/**
 * The log of one container for one client, from its start to its end. While the pod exists it comes from there; when the
 * pod is gone the archive goes on where the pod's stream has ended. The client notices neither that nor a broken stream.
 */
final class ContainerLogStream {
    private static final Duration WAIT = Duration.ofSeconds(5);
    private static final int MAX_FAILURES = 6;
    private static final Backoff BACKOFF = Backoff.doubling(Duration.ofMillis(100), Duration.ofSeconds(2));

    private final LogSources sources;
    private final LogSelection selection;
    private final LogTarget target;
    private final LogStreams.Ticket ticket;
    private final LogDelivery delivery;
    private final LogCursor cursor = new LogCursor();

    /** Of a pod that carries out other actions too. */
    private Optional<AttemptLines> lines = Optional.empty();

    /** Whether it is read from the archive, which has the lines of the attempt only. */
    private boolean archived;

    ContainerLogStream(
            LogSources sources,
            LogSelection selection,
            LogTarget target,
            LogStreams.Ticket ticket,
            LogDelivery delivery) {
        this.sources = sources;
        this.selection = selection;
        this.target = target;
        this.ticket = ticket;
        this.delivery = delivery;
    }

    /**
     * Sends everything; returns at the end of the log, or when the client has disconnected.
     *
     * @throws NotFound when there is no log yet; clients retry
     */
    void run() throws IOException, InterruptedException {
        Optional<LivePod> pod;
        try {
            pod = find();
        } catch (Unavailable e) {
            if (!sendArchived(Duration.ZERO)) {
                throw e;
            }
            return;
        }
        if (pod.isEmpty()) {
            if (!sendArchived(sources.archiveWait())) {
                throw new NotFound("pod %s not found in namespace %s", target.pod(), target.namespace());
            }
            return;
        }
        if (pod.get().isShared()) {
            lines = Optional.of(new AttemptLines(selection, target));
            runShared();
            return;
        }
        if (pod.get().restartsOf(target.container()) > 0) {
            sendPrevious();
        }
        follow();
    }

    /** The pod goes on when the attempt has ended; then the log of the attempt is archived, or will be. */
    private void runShared() throws IOException, InterruptedException {
        if (!sources.archived().hasEnded(selection)) {
            follow();
        } else if (!sendArchived(sources.archiveWait())) {
            readAlone(request(false));
        }
    }

    private boolean isOpen() {
        return delivery.isOpen() && lines.filter(AttemptLines::isOver).isEmpty();
    }

    private void follow() throws IOException, InterruptedException {
        int failures = 0;
        while (isOpen()) {
            Optional<Instant> before = cursor.time();
            Optional<Exception> failure = readShared();
            failures = cursor.time().equals(before) ? failures + 1 : 1;
            if (!isOpen() || isComplete(failure, failures)) {
                return;
            }
            Thread.sleep(BACKOFF.after(failures));
        }
    }

    /** Whether the log has ended with what was sent; what only the archive has is sent first. */
    private boolean isComplete(Optional<Exception> failure, int failures) throws IOException, InterruptedException {
        Optional<LivePod> pod = find();
        if (pod.isEmpty()) {
            if (!sendArchived(sources.archiveWait()) && (failure.isPresent() || cursor.isAtBeginning())) {
                throw failureOf(failure);
            }
            return true;
        }
        if (failure.isEmpty()) {
            return pod.get().hasEnded(target.container());
        }
        if (failures >= MAX_FAILURES || (failure.get() instanceof FlyteException && cursor.isAtBeginning())) {
            throw failureOf(failure);
        }
        return false;
    }

    private RuntimeException failureOf(Optional<Exception> failure) {
        return failure.filter(FlyteException.class::isInstance)
                .map(FlyteException.class::cast)
                .orElseGet(() -> new Unavailable(
                        failure.orElse(null), "the log stream of pod %s broke: try again", target.pod()));
    }

    private Optional<LivePod> find() {
        return sources.access().find(selection.action(), target);
    }

    /** Reads the stream that all readers of the container share, to its end; answers why it has ended before. */
    private Optional<Exception> readShared() throws IOException, InterruptedException {
        try (FollowedLog.Reader shared = ticket.register(sources.followed().follow(request(true)))) {
            boolean joined = shared.join(cursor, isBehindStartOf(shared.request()));
            while (isOpen()) {
                if (!joined) {
                    boolean progress = readAlone(request(false));
                    joined = shared.join(cursor, isBehindStartOf(shared.request()));
                    if (!joined && !progress) {
                        readAlone(request(true));
                        return Optional.empty();
                    }
                    var unused = ticket.register(shared);
                    continue;
                }
                Optional<List<LogPiece>> pieces = shared.take(LogDelivery.BATCH, LogDelivery.FULL, WAIT);
                pieces.ifPresent(this::sendNew);
                joined = pieces.isPresent();
                if (joined && shared.isAtEnd()) {
                    return shared.failure();
                }
            }
            return Optional.empty();
        }
    }

    /** Whether a stream with that request begins before the place of the cursor. */
    private boolean isBehindStartOf(PodLogSource.Request stream) {
        if (stream.tailLines().isPresent()) {
            return cursor.isAtBeginning() && stream.equals(request(true));
        }
        Optional<Instant> place = cursor.time().or(target::startedAt);
        return stream.since().isEmpty()
                || place.filter(time -> !time.isBefore(stream.since().get())).isPresent();
    }

    private PodLogSource.Request request(boolean follow) {
        Optional<Instant> since = cursor.time().or(target::startedAt);
        return new PodLogSource.Request(
                target.namespace(),
                target.pod(),
                target.container(),
                follow,
                since,
                since.isPresent() ? OptionalInt.empty() : OptionalInt.of(sources.tailLines()));
    }

    private void sendPrevious() throws IOException {
        PodLogSource.Request previous = new PodLogSource.Request(
                target.namespace(),
                target.pod(),
                target.container(),
                false,
                true,
                Optional.empty(),
                OptionalInt.empty());
        try {
            readAlone(previous);
        } catch (NotFound e) {
            // The node has dropped it already.
        }
    }

    /** Reads a stream of its own to its end; whether there was anything new. */
    private boolean readAlone(PodLogSource.Request request) throws IOException {
        return send(new LogPieceReader(sources.pods().open(request), sources.maxLine()));
    }

    /** False when there is no archived log. */
    private boolean sendArchived(Duration wait) throws IOException, InterruptedException {
        Optional<ArchivedLog> log = sources.archived().find(selection, target, wait);
        if (log.isEmpty()) {
            return false;
        }
        Optional<Instant> since = cursor.time();
        archived = true;
        var stream = since.isPresent()
                ? log.get().openSince(since.get())
                : target.startedAt().isPresent() ? log.get().open() : log.get().openTail(sources.tailLines());
        send(new LogPieceReader(stream, sources.maxLine()));
        return true;
    }

    private boolean send(LogPieceReader opened) throws IOException {
        cursor.changeStream();
        boolean progress = false;
        List<LogPiece> batch = new ArrayList<>();
        int size = 0;
        try (LogPieceReader pieces = ticket.register(opened)) {
            Optional<LogPiece> piece;
            while (isOpen() && (piece = pieces.next()).isPresent()) {
                batch.add(piece.get());
                size += piece.get().size();
                if (batch.size() == LogDelivery.BATCH || size >= LogDelivery.FULL || !pieces.hasMore()) {
                    progress |= sendNew(batch);
                    batch.clear();
                    size = 0;
                }
            }
            progress |= sendNew(batch);
        }
        return progress;
    }

    private boolean sendNew(List<LogPiece> pieces) {
        List<LogPiece> news = pieces.stream().filter(cursor::advance).toList();
        delivery.send(lines.isPresent() && !archived ? lines.get().of(news) : news);
        return !news.isEmpty();
    }
}
