package org.flyte.events.record;

import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Uni;
import org.flyte.idl.workflow.MutinyEventsProxyServiceGrpc;
import org.flyte.idl.workflow.RecordRequest;
import org.flyte.idl.workflow.RecordResponse;
import org.flyte.platform.connect.Audience;
import org.flyte.platform.connect.ServedTo;

/** Serves EventsProxyService. */
@GrpcService
@ServedTo(Audience.SERVICES)
class EventsProxyRpc extends MutinyEventsProxyServiceGrpc.EventsProxyServiceImplBase {
    private final RecordEvents recordEvents;
    private final EventBatch.Limits limits;

    EventsProxyRpc(RecordEvents recordEvents, RecordConfig config) {
        this.recordEvents = recordEvents;
        this.limits =
                new EventBatch.Limits(config.maxEvents(), config.maxEventSize().asLongValue());
    }

    @Override
    public Uni<RecordResponse> record(RecordRequest request) {
        return recordEvents
                .execute(EventBatch.of(request.getEventsList(), limits))
                .replaceWith(RecordResponse.getDefaultInstance());
    }
}
