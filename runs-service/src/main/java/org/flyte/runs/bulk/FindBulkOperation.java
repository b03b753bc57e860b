package org.flyte.runs.bulk;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.flyte.platform.identity.role.CallerAccess;
import org.flyte.platform.identity.role.Place;
import org.flyte.platform.identity.role.Role;

/** Finds an operation for a caller who has a role where its runs are; fails with NotFound. */
@ApplicationScoped
class FindBulkOperation {
    private final BulkOperationStore operations;
    private final CallerAccess access;

    FindBulkOperation(BulkOperationStore operations, CallerAccess access) {
        this.operations = operations;
        this.access = access;
    }

    Uni<BulkOperation> execute(BulkOperationId id, Role role) {
        return operations
                .get(id)
                .invoke(operation -> access.require(
                        role, new Place(operation.project(), operation.domain()), "bulk operation " + id.value()));
    }
}
