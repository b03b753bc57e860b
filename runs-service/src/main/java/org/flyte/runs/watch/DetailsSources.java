package org.flyte.runs.watch;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Function;
import org.flyte.idl.common.ActionIdentifier;
import org.flyte.runs.query.Details;
import org.flyte.runs.query.Details.Reading;

/** Readings of single actions for streams. */
@ApplicationScoped
class DetailsSources {
    private final Details details;
    private final Hub hub;
    private final WatchConfig config;
    private final Vertx vertx;

    DetailsSources(Details details, Hub hub, WatchConfig config, Vertx vertx) {
        this.details = details;
        this.hub = hub;
        this.config = config;
        this.vertx = vertx;
    }

    <T> RereadStream.Source<T> of(ActionIdentifier id, Function<Reading, T> message) {
        return new RereadStream.Source<>() {
            private volatile long version;

            @Override
            public Runnable follow(Runnable listener) {
                return hub.follow(RunKey.of(id.getRun()), id.getName(), changed -> {
                    if (changed > version) {
                        listener.run();
                    }
                });
            }

            @Override
            public Uni<Reading> read(Reading earlier) {
                return details.read(id, earlier == null ? null : earlier.details())
                        .invoke(reading -> version = reading.version());
            }

            @Override
            public T message(Reading reading) {
                return message.apply(reading);
            }

            @Override
            public void afterSettling(Runnable then) {
                vertx.setTimer(config.failureSettle().toMillis(), timer -> then.run());
            }

            @Override
            public void afterGrace(Runnable then) {
                vertx.setTimer(config.eventGrace().toMillis(), timer -> then.run());
            }
        };
    }
}
