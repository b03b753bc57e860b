package org.flyte.cache.reservation;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Ends the reservation of an owner; it is no error when the owner does not hold it. */
@ApplicationScoped
public class ReleaseReservation {
    private final ReservationStore store;

    ReleaseReservation(ReservationStore store) {
        this.store = store;
    }

    public Uni<Void> execute(Claim claim) {
        return store.release(claim.key(), claim.owner());
    }
}
