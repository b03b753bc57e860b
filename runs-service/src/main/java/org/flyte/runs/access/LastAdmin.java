package org.flyte.runs.access;

import java.util.List;
import org.flyte.platform.identity.role.RoleBinding;
import org.flyte.platform.model.FlyteException.FailedPrecondition;

/** An organization keeps an admin: without one nobody could make another. */
final class LastAdmin {
    private LastAdmin() {}

    /** Fails with FailedPrecondition if there was an admin of the organization before, and would be none after. */
    static void require(List<RoleBinding> before, List<RoleBinding> after) {
        if (before.stream().anyMatch(RoleBinding::isOrganizationAdmin)
                && after.stream().noneMatch(RoleBinding::isOrganizationAdmin)) {
            throw new FailedPrecondition(
                    "no admin of the organization would be left: make another one before, or set flyte.access.admins");
        }
    }
}
