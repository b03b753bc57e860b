package org.flyte.dataproxy.logs;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.flyte.dataproxy.logs.live.LogPiece;
import org.flyte.platform.podlogs.Stamp;

/** Picks the lines of an attempt out of the log of a pod that carries out several, and notices the last one. */
final class AttemptLines {
    /** An earlier try of the attempt in the same pod has ended before. */
    private static final Duration TOLERANCE = Duration.ofMillis(900);

    private final Stamp stamp;
    private final Optional<Instant> startedAt;
    private boolean over;

    AttemptLines(LogSelection selection, LogTarget target) {
        this.stamp =
                new Stamp(selection.action().run().name(), selection.action().name(), selection.attempt());
        this.startedAt = target.startedAt().map(time -> time.minus(TOLERANCE));
    }

    /** Those of the attempt, without their stamp. */
    List<LogPiece> of(List<LogPiece> pieces) {
        List<LogPiece> own = new ArrayList<>();
        for (LogPiece piece : pieces) {
            if (over) {
                break;
            }
            String line = piece.line().getMessage();
            boolean earlier =
                    startedAt.filter(start -> piece.time().isBefore(start)).isPresent();
            over |= !earlier && stamp.isEnd(line);
            stamp.textOf(line)
                    .filter(_ -> !earlier)
                    .ifPresent(text -> own.add(new LogPiece(
                            piece.time(),
                            piece.line().toBuilder().setMessage(text).build(),
                            piece.size())));
        }
        return own;
    }

    /** Whether the attempt prints no more. */
    boolean isOver() {
        return over;
    }
}
