package org.flyte.runs.bulk;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.flyte.idl.bulk.ListBulkResultsResponse;
import org.flyte.platform.identity.role.Role;
import org.flyte.runs.list.rule.ListQuery;

/** Pages through what became of the runs of an operation; fails with NotFound. */
@ApplicationScoped
class ReportBulkOperation {
    private final FindBulkOperation operations;
    private final BulkRunStore runs;

    ReportBulkOperation(FindBulkOperation operations, BulkRunStore runs) {
        this.operations = operations;
        this.runs = runs;
    }

    Uni<ListBulkResultsResponse> execute(BulkOperationId id, ListQuery query) {
        return operations
                .execute(id, Role.VIEWER)
                .chain(operation -> runs.report(operation, query))
                .map(page -> ListBulkResultsResponse.newBuilder()
                        .addAllResults(page.rows())
                        .setToken(page.token())
                        .build());
    }
}
