package org.flyte.cache.reservation;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.flyte.cache.CacheConfig;
import org.flyte.idl.cacheservice.Reservation;
import org.flyte.platform.model.FlyteException.Unavailable;

/** Reserves a key for one owner, or extends its reservation; answers with the reservation in force, its owner's or that of another. */
@ApplicationScoped
public class Reserve {
    /** A reservation that was held when it was claimed and is free when its holder is read is claimed again. */
    private static final int MAX_TRIES = 5;

    private final ReservationStore store;
    private final CacheConfig.Reservations config;
    private final Counter granted;
    private final Counter held;

    Reserve(ReservationStore store, CacheConfig config, MeterRegistry metrics) {
        this.store = store;
        this.config = config.reservations();
        this.granted = metrics.counter("flyte.cache.reservations", "result", "granted");
        this.held = metrics.counter("flyte.cache.reservations", "result", "held");
    }

    public Uni<Reservation> execute(Claim claim) {
        return holder(claim, MAX_TRIES).map(holder -> {
            (holder.owner().equals(claim.owner()) ? granted : held).increment();
            return holder.toProto(claim.key());
        });
    }

    private Uni<Holder> holder(Claim claim, int tries) {
        if (tries == 0) {
            throw new Unavailable(null, "the reservation of %s changes hands too fast; try again", claim.key());
        }
        Duration heartbeat = claim.granted(config.maxHeartbeat());
        Duration lease = heartbeat.multipliedBy(config.graceMultiplier());
        return store.claim(claim.key(), claim.owner(), heartbeat, lease)
                .chain(own -> own.isPresent() ? Uni.createFrom().item(own) : store.find(claim.key()))
                .chain(found ->
                        found.map(holder -> Uni.createFrom().item(holder)).orElseGet(() -> holder(claim, tries - 1)));
    }
}
