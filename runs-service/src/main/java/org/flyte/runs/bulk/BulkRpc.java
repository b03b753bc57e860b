package org.flyte.runs.bulk;

import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Uni;
import java.security.SecureRandom;
import java.util.random.RandomGenerator;
import org.flyte.idl.bulk.CancelBulkOperationRequest;
import org.flyte.idl.bulk.CancelBulkOperationResponse;
import org.flyte.idl.bulk.GetBulkOperationRequest;
import org.flyte.idl.bulk.GetBulkOperationResponse;
import org.flyte.idl.bulk.ListBulkOperationsRequest;
import org.flyte.idl.bulk.ListBulkOperationsResponse;
import org.flyte.idl.bulk.ListBulkResultsRequest;
import org.flyte.idl.bulk.ListBulkResultsResponse;
import org.flyte.idl.bulk.MutinyBulkServiceGrpc.BulkServiceImplBase;
import org.flyte.idl.bulk.StartBulkOperationRequest;
import org.flyte.idl.bulk.StartBulkOperationResponse;
import org.flyte.platform.identity.role.Role;
import org.flyte.platform.model.RequestFields;
import org.flyte.runs.list.rule.ListQuery;

/** flyte.bulk.v1.BulkService. */
@GrpcService
public class BulkRpc extends BulkServiceImplBase {
    private final RandomGenerator random = new SecureRandom();
    private final StartBulkOperation startBulkOperation;
    private final CancelBulkOperation cancelBulkOperation;
    private final ReportBulkOperation reportBulkOperation;
    private final BulkOperationStore operations;
    private final FindBulkOperation findBulkOperation;
    private final BulkConfig config;

    BulkRpc(
            StartBulkOperation startBulkOperation,
            CancelBulkOperation cancelBulkOperation,
            ReportBulkOperation reportBulkOperation,
            BulkOperationStore operations,
            FindBulkOperation findBulkOperation,
            BulkConfig config) {
        this.startBulkOperation = startBulkOperation;
        this.cancelBulkOperation = cancelBulkOperation;
        this.reportBulkOperation = reportBulkOperation;
        this.operations = operations;
        this.findBulkOperation = findBulkOperation;
        this.config = config;
    }

    @Override
    public Uni<StartBulkOperationResponse> startBulkOperation(StartBulkOperationRequest request) {
        return startBulkOperation.execute(NewBulkOperation.of(request, config, random));
    }

    @Override
    public Uni<GetBulkOperationResponse> getBulkOperation(GetBulkOperationRequest request) {
        return findBulkOperation
                .execute(BulkOperationId.parse(request.getOperationId()), Role.VIEWER)
                .map(operation -> GetBulkOperationResponse.newBuilder()
                        .setOperation(operation.toProto())
                        .build());
    }

    @Override
    public Uni<ListBulkOperationsResponse> listBulkOperations(ListBulkOperationsRequest request) {
        String project =
                RequestFields.required("project_id.name", request.getProjectId().getName());
        String domain = RequestFields.required(
                "project_id.domain", request.getProjectId().getDomain());
        ListQuery query = ListQuery.of(request.getRequest(), BulkColumns.OPERATIONS, project + "/" + domain);
        return operations.list(project, domain, query).map(page -> {
            ListBulkOperationsResponse.Builder response =
                    ListBulkOperationsResponse.newBuilder().setToken(page.token());
            page.rows().forEach(operation -> response.addOperations(operation.toProto()));
            return response.build();
        });
    }

    @Override
    public Uni<ListBulkResultsResponse> listBulkResults(ListBulkResultsRequest request) {
        BulkOperationId id = BulkOperationId.parse(request.getOperationId());
        return reportBulkOperation.execute(id, ListQuery.of(request.getRequest(), BulkColumns.RESULTS, id.value()));
    }

    @Override
    public Uni<CancelBulkOperationResponse> cancelBulkOperation(CancelBulkOperationRequest request) {
        return cancelBulkOperation
                .execute(BulkOperationId.parse(request.getOperationId()))
                .map(operation -> CancelBulkOperationResponse.newBuilder()
                        .setOperation(operation.toProto())
                        .build());
    }
}
