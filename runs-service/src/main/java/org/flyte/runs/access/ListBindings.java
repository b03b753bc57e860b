package org.flyte.runs.access;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import org.flyte.idl.access.GetOwnRolesResponse;
import org.flyte.idl.access.ListRoleBindingsRequest;
import org.flyte.idl.access.ListRoleBindingsResponse;
import org.flyte.platform.identity.role.CallerAccess;
import org.flyte.platform.identity.role.ProjectScopes;
import org.flyte.platform.identity.role.Role;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.RequestFields;

/** Reads the bindings where the caller is admin, and the caller's own. */
@ApplicationScoped
class ListBindings {
    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 1000;

    private final CallerAccess access;
    private final BindingStore store;
    private final ConfiguredAdmins admins;

    ListBindings(CallerAccess access, BindingStore store, ConfiguredAdmins admins) {
        this.access = access;
        this.store = store;
        this.admins = admins;
    }

    Uni<ListRoleBindingsResponse> execute(ListRoleBindingsRequest request) {
        ProjectScopes administered = access.scopes(Role.ADMIN);
        int limit = limit(request);
        int offset = offset(request.getToken());
        String project = RequestFields.storable("project", request.getProject());
        return store.page(project, administered, offset, limit + 1).map(found -> {
            ListRoleBindingsResponse.Builder answer = ListRoleBindingsResponse.newBuilder();
            if (offset == 0 && administered.all()) {
                admins.bindings().stream()
                        .map(binding -> new StoredBinding(
                                binding, BindingSource.CONFIGURATION, Instant.EPOCH, "flyte.access.admins"))
                        .forEach(binding -> answer.addBindings(BindingMessages.message(binding)));
            }
            List<StoredBinding> page = found.subList(0, Math.min(limit, found.size()));
            page.forEach(binding -> answer.addBindings(BindingMessages.message(binding)));
            return answer.setToken(found.size() > limit ? String.valueOf(offset + limit) : "")
                    .build();
        });
    }

    GetOwnRolesResponse own() {
        GetOwnRolesResponse.Builder answer = GetOwnRolesResponse.newBuilder();
        if (access.isEnabled()) {
            access.grants().bindings().forEach(binding -> answer.addBindings(BindingMessages.message(binding)));
        }
        return answer.build();
    }

    private static int limit(ListRoleBindingsRequest request) {
        int limit = request.getLimit() == 0 ? DEFAULT_LIMIT : request.getLimit();
        if (limit < 0 || limit > MAX_LIMIT) {
            throw new InvalidArgument("limit is %s, at most %d is allowed", request.getLimit(), MAX_LIMIT);
        }
        return limit;
    }

    private static int offset(String token) {
        try {
            int offset = token.isEmpty() ? 0 : Integer.parseInt(token);
            if (offset >= 0) {
                return offset;
            }
        } catch (NumberFormatException e) {
            // Refused below, as a negative one is.
        }
        throw new InvalidArgument("token is not one of an earlier answer");
    }
}
