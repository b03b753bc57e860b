package org.flyte.runs.action;

import com.google.rpc.Status;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.flyte.idl.workflow.ActionEvent;
import org.flyte.platform.model.FlyteException;
import org.flyte.runs.db.GroupCommit;
import org.flyte.runs.db.GroupCommit.Limits;

/**
 * Takes events over gRPC (runs spec §12). A request is written whole or not at all; its outcome is a status: 0, 3 for a
 * malformed event, 14 when the database is away. Writing an event twice is no error.
 */
@ApplicationScoped
public class RecordActionEvents {
    private static final Limits LIMITS = new Limits(2, 8, 64, 5_000, Duration.ofSeconds(30));

    private record Request(long number, List<EventRow> events) {}

    private final GroupCommit<Request, Status> group;
    private final EventWriter writer;
    private final AtomicLong number = new AtomicLong();

    public RecordActionEvents(EventWriter writer, MeterRegistry meters) {
        this.writer = writer;
        this.group = new GroupCommit<>("events", Request::number, this::write, LIMITS, meters);
    }

    /** Answers after the commit. */
    public Uni<Status> execute(List<ActionEvent> events) {
        List<EventRow> rows;
        try {
            rows = events.stream().map(EventRow::of).toList();
        } catch (FlyteException e) {
            return Uni.createFrom().item(Statuses.of(e));
        }
        return group.submit(new Request(number.incrementAndGet(), rows))
                .onFailure()
                .recoverWithItem(Statuses::of);
    }

    private Uni<List<Status>> write(List<Request> batch) {
        return writer.write(batch.stream().flatMap(r -> r.events().stream()).toList())
                .replaceWith(Collections.nCopies(batch.size(), Statuses.OK));
    }
}
