package org.flyte.runs.trigger;

import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.flyte.idl.common.TriggerName;
import org.flyte.idl.trigger.DeleteTriggersRequest;
import org.flyte.idl.trigger.DeleteTriggersResponse;
import org.flyte.idl.trigger.DeployTriggerRequest;
import org.flyte.idl.trigger.DeployTriggerResponse;
import org.flyte.idl.trigger.GetTriggerDetailsRequest;
import org.flyte.idl.trigger.GetTriggerDetailsResponse;
import org.flyte.idl.trigger.GetTriggerRevisionDetailsRequest;
import org.flyte.idl.trigger.GetTriggerRevisionDetailsResponse;
import org.flyte.idl.trigger.GetTriggerRevisionHistoryRequest;
import org.flyte.idl.trigger.GetTriggerRevisionHistoryResponse;
import org.flyte.idl.trigger.ListTriggersRequest;
import org.flyte.idl.trigger.ListTriggersResponse;
import org.flyte.idl.trigger.MutinyTriggerServiceGrpc.TriggerServiceImplBase;
import org.flyte.idl.trigger.UpdateTriggersRequest;
import org.flyte.idl.trigger.UpdateTriggersResponse;
import org.flyte.platform.identity.role.CallerAccess;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.RequestFields;
import org.flyte.runs.list.rule.ListQuery;

/** flyteidl2.trigger.TriggerService. */
@GrpcService
public class TriggerRpc extends TriggerServiceImplBase {
    private static final int MAX_NAMES = 1_000;

    private final DeployTrigger deployTrigger;
    private final GetTriggerDetails getTriggerDetails;
    private final ListTriggers listTriggers;
    private final ChangeTriggers changeTriggers;
    private final Clock clock;
    private final CallerAccess access;

    TriggerRpc(
            DeployTrigger deployTrigger,
            GetTriggerDetails getTriggerDetails,
            ListTriggers listTriggers,
            ChangeTriggers changeTriggers,
            Clock clock,
            CallerAccess access) {
        this.deployTrigger = deployTrigger;
        this.getTriggerDetails = getTriggerDetails;
        this.listTriggers = listTriggers;
        this.changeTriggers = changeTriggers;
        this.clock = clock;
        this.access = access;
    }

    @Override
    public Uni<DeployTriggerResponse> deployTrigger(DeployTriggerRequest request) {
        TriggerVersion version = TriggerVersion.of(
                TriggerKey.of("name", request.getName()),
                request.getSpec(),
                request.getAutomationSpec(),
                clock.instant());
        return deployTrigger
                .execute(version, request.getRevision())
                .map(details ->
                        DeployTriggerResponse.newBuilder().setTrigger(details).build());
    }

    @Override
    public Uni<GetTriggerDetailsResponse> getTriggerDetails(GetTriggerDetailsRequest request) {
        return getTriggerDetails
                .execute(TriggerKey.of("name", request.getName()))
                .map(details -> GetTriggerDetailsResponse.newBuilder()
                        .setTrigger(details)
                        .build());
    }

    @Override
    public Uni<GetTriggerRevisionDetailsResponse> getTriggerRevisionDetails(GetTriggerRevisionDetailsRequest request) {
        TriggerKey key = TriggerKey.of("id.name", request.getId().getName());
        RequestFields.required("id.revision", request.getId().getRevision() != 0);
        return getTriggerDetails
                .execute(key, request.getId().getRevision())
                .map(details -> GetTriggerRevisionDetailsResponse.newBuilder()
                        .setTrigger(details)
                        .build());
    }

    @Override
    public Uni<ListTriggersResponse> listTriggers(ListTriggersRequest request) {
        return listTriggers.execute(
                TriggerSelection.of(request, access.readable()),
                ListQuery.of(request.getRequest(), TriggerColumns.TRIGGERS));
    }

    @Override
    public Uni<GetTriggerRevisionHistoryResponse> getTriggerRevisionHistory(GetTriggerRevisionHistoryRequest request) {
        return listTriggers.history(
                TriggerKey.of("name", request.getName()), ListQuery.of(request.getRequest(), TriggerColumns.REVISIONS));
    }

    @Override
    public Uni<UpdateTriggersResponse> updateTriggers(UpdateTriggersRequest request) {
        return changeTriggers
                .activate(keys(request.getNamesList()), request.getActive())
                .replaceWith(UpdateTriggersResponse.getDefaultInstance());
    }

    @Override
    public Uni<DeleteTriggersResponse> deleteTriggers(DeleteTriggersRequest request) {
        return changeTriggers
                .delete(keys(request.getNamesList()))
                .replaceWith(DeleteTriggersResponse.getDefaultInstance());
    }

    private static List<TriggerKey> keys(List<TriggerName> names) {
        RequestFields.required("names", !names.isEmpty());
        if (names.size() > MAX_NAMES) {
            throw new InvalidArgument("names has %d entries, at most %d are changed at once", names.size(), MAX_NAMES);
        }
        List<TriggerKey> keys = new ArrayList<>();
        names.forEach(name -> keys.add(TriggerKey.of("names." + keys.size(), name)));
        return keys;
    }
}
