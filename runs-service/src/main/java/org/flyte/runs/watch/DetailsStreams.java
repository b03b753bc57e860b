package org.flyte.runs.watch;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.function.Function;
import org.flyte.platform.model.ActionKey;
import org.flyte.runs.query.DetailsSnapshot;
import org.flyte.runs.query.ReadActionDetails;
import org.flyte.runs.query.row.RunKind;

/** Opens streams of the details of one action. */
@ApplicationScoped
class DetailsStreams {
    private final ReadActionDetails details;
    private final ChangeBroadcaster broadcaster;
    private final ActiveStreams active;
    private final WatchConfig config;
    private final Vertx vertx;
    private final Clock clock;

    DetailsStreams(
            ReadActionDetails details,
            ChangeBroadcaster broadcaster,
            ActiveStreams active,
            WatchConfig config,
            Vertx vertx,
            Clock clock) {
        this.details = details;
        this.broadcaster = broadcaster;
        this.active = active;
        this.config = config;
        this.vertx = vertx;
        this.clock = clock;
    }

    /**
     * Streams an action until it has ended.
     *
     * @param org of the request, which the messages repeat
     * @param message what to send of a snapshot
     */
    <T> Multi<T> open(ActionKey key, String org, RunKind kind, Function<DetailsSnapshot, T> message) {
        return WatchStream.multi(
                subscriber -> new DetailsStream<>(subscriber, active, new Source<>(key, org, kind, message)));
    }

    private final class Source<T> implements DetailsStream.Source<T> {
        private final ActionKey key;
        private final String org;
        private final RunKind kind;
        private final Function<DetailsSnapshot, T> message;
        private volatile long version;

        Source(ActionKey key, String org, RunKind kind, Function<DetailsSnapshot, T> message) {
            this.key = key;
            this.org = org;
            this.kind = kind;
            this.message = message;
        }

        @Override
        public Runnable subscribe(Runnable listener) {
            return broadcaster.subscribe(key, changed -> {
                if (changed > version) {
                    listener.run();
                }
            });
        }

        @Override
        public Uni<DetailsSnapshot> read(DetailsSnapshot earlier) {
            Uni<DetailsSnapshot> read =
                    earlier == null ? details.execute(key, org, kind) : details.execute(key, org, earlier);
            return read.invoke(snapshot -> version = snapshot.version());
        }

        @Override
        public T message(DetailsSnapshot snapshot) {
            return message.apply(snapshot);
        }

        @Override
        public boolean failedRecently(DetailsSnapshot snapshot) {
            return snapshot.failedRecently(clock.instant());
        }

        @Override
        public void afterSettling(Runnable then) {
            vertx.setTimer(config.failureSettle().toMillis(), timer -> then.run());
        }

        @Override
        public void afterErrorGrace(Runnable then) {
            vertx.setTimer(config.errorGrace().toMillis(), timer -> then.run());
        }

        @Override
        public void afterGrace(Runnable then) {
            vertx.setTimer(config.eventGrace().toMillis(), timer -> then.run());
        }
    }
}
