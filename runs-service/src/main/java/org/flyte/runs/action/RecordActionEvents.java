package org.flyte.runs.action;

import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.flyte.runs.db.GroupCommit;
import org.flyte.runs.db.GroupCommit.Limits;

/** Records the events of a request: all of them or none. Recording an event twice is no error. */
@ApplicationScoped
public class RecordActionEvents {
    private static final Limits LIMITS = new Limits(2, 8, 64, 5_000, Duration.ofSeconds(30));

    private record Request(long number, List<EventRow> events) {}

    private final GroupCommit<Request, Outcome> group;
    private final AppendEvents append;
    private final AtomicLong number = new AtomicLong();

    RecordActionEvents(AppendEvents append, MeterRegistry meters) {
        this.append = append;
        this.group = new GroupCommit<>("events", Request::number, this::write, LIMITS, meters);
    }

    /** Answers after the commit. */
    public Uni<Outcome> execute(List<EventRow> events) {
        return group.submit(new Request(number.incrementAndGet(), events));
    }

    private Uni<List<Outcome>> write(List<Request> batch) {
        return append.execute(batch.stream().flatMap(r -> r.events().stream()).toList())
                .replaceWith(Collections.nCopies(batch.size(), Outcome.OK));
    }
}
