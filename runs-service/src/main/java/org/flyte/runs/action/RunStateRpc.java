package org.flyte.runs.action;

import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import org.flyte.idl.internal.GetRunCreatorRequest;
import org.flyte.idl.internal.GetRunCreatorResponse;
import org.flyte.idl.internal.ListChildrenRequest;
import org.flyte.idl.internal.ListChildrenResponse;
import org.flyte.idl.internal.MutinyRunStateServiceGrpc;
import org.flyte.platform.connect.Audience;
import org.flyte.platform.connect.ServedTo;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.RequestFields;
import org.flyte.platform.model.RunKey;
import org.flyte.platform.runtime.LogContext;

/** flyte.internal.v1.RunStateService: what actions-service reads of the recorded state. */
@GrpcService
@ServedTo(Audience.SERVICES)
public class RunStateRpc extends MutinyRunStateServiceGrpc.RunStateServiceImplBase {
    private static final int PAGE = 500;

    private final ListChildren listChildren;
    private final RunCreatorStore creators;

    RunStateRpc(ListChildren listChildren, RunCreatorStore creators) {
        this.listChildren = listChildren;
        this.creators = creators;
    }

    @Override
    public Uni<GetRunCreatorResponse> getRunCreator(GetRunCreatorRequest request) {
        RunKey run = RequestFields.run("run", request.getRun());
        return creators.find(run).map(found -> {
            GetRunCreatorResponse.Builder answer = GetRunCreatorResponse.newBuilder();
            found.ifPresent(answer::setCreator);
            return answer.build();
        });
    }

    @Override
    public Multi<ListChildrenResponse> listChildren(ListChildrenRequest request) {
        ActionKey parent = RequestFields.action("parent", request.getParent());
        LogContext.ofAction(parent.run(), parent.name()).put();
        return listChildren
                .execute(parent)
                .onItem()
                .transformToMulti(children -> Multi.createFrom().iterable(pages(children)));
    }

    private static List<ListChildrenResponse> pages(List<ChildRow> children) {
        List<ListChildrenResponse> pages = new ArrayList<>();
        for (int from = 0; from < children.size(); from += PAGE) {
            ListChildrenResponse.Builder page = ListChildrenResponse.newBuilder();
            children.subList(from, Math.min(from + PAGE, children.size()))
                    .forEach(child -> page.addChildren(child.toProto()));
            pages.add(page.build());
        }
        return pages;
    }
}
