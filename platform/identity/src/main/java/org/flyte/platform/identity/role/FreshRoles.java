package org.flyte.platform.identity.role;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.flyte.platform.model.FlyteException.Unavailable;

/** The bindings that were read last, and how old they are. */
public final class FreshRoles implements RoleSource {
    private final Duration maxAge;
    private final Clock clock;
    private volatile Read last;

    private record Read(long version, RoleBindings bindings, Instant at) {}

    public FreshRoles(Duration maxAge, Clock clock) {
        this.maxAge = maxAge;
        this.clock = clock;
    }

    @Override
    public RoleBindings current() {
        Read read = last;
        if (read == null || read.at().plus(maxAge).isBefore(clock.instant())) {
            throw new Unavailable(null, "who has which role cannot be read at present: try again");
        }
        return read.bindings();
    }

    /** Returns the version of the last ones; empty before the first. */
    public Optional<Long> version() {
        return Optional.ofNullable(last).map(Read::version);
    }

    /** Takes bindings that were read now. */
    public void replace(long version, RoleBindings bindings) {
        last = new Read(version, bindings, clock.instant());
    }

    /** Notes that the last ones are still those of now. */
    public void confirm() {
        Read read = last;
        if (read != null) {
            last = new Read(read.version(), read.bindings(), clock.instant());
        }
    }
}
