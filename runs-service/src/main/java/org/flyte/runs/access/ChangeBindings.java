package org.flyte.runs.access;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.flyte.platform.identity.Caller;
import org.flyte.platform.identity.role.CallerAccess;
import org.flyte.platform.identity.role.Place;
import org.flyte.platform.identity.role.Role;
import org.flyte.platform.identity.role.RoleBinding;
import org.flyte.platform.model.FlyteException.Exhausted;
import org.flyte.platform.model.FlyteException.NotFound;

/** Adds and removes bindings. Who is admin at a place does so there. */
@ApplicationScoped
class ChangeBindings {
    private final CallerAccess access;
    private final AccessConfig config;
    private final BindingCheck check;
    private final BindingStore store;
    private final ConfiguredAdmins admins;
    private final StoredRoles roles;

    ChangeBindings(
            CallerAccess access,
            AccessConfig config,
            BindingCheck check,
            BindingStore store,
            ConfiguredAdmins admins,
            StoredRoles roles) {
        this.access = access;
        this.config = config;
        this.check = check;
        this.store = store;
        this.admins = admins;
        this.roles = roles;
    }

    /** Answers the binding that is there already, if one is. */
    Uni<StoredBinding> add(RoleBinding binding) {
        requireAdmin(binding);
        String creator = Caller.current().effective().toString();
        return check.require(List.of(binding))
                .chain(() -> store.change(change -> change.count()
                        .invoke(this::requireRoom)
                        .chain(() -> change.add(binding, BindingSource.API, creator))
                        .chain(() -> change.find(binding, BindingSource.API))))
                .call(roles::refresh)
                .map(found -> found.orElseThrow());
    }

    /** Fails with NotFound, or with FailedPrecondition for the last admin of the organization. */
    Uni<Void> remove(RoleBinding binding) {
        requireAdmin(binding);
        return store.change(change -> change.all()
                        .invoke(all -> requireAdminAfter(all, binding))
                        .chain(() -> change.remove(binding, BindingSource.API)))
                .invoke(removed -> {
                    if (!removed) {
                        throw new NotFound(
                                "%s is not %s in %s by AccessService; what a file or the configuration binds is"
                                        + " changed there",
                                binding.subject(), binding.role().label(), place(binding));
                    }
                })
                .chain(roles::refresh);
    }

    private void requireAdmin(RoleBinding binding) {
        Place place = place(binding);
        access.require(Role.ADMIN, place, place.toString());
    }

    private void requireRoom(long count) {
        if (count >= config.maxBindings()) {
            throw new Exhausted("there are %d bindings, the limit is flyte.access.max-bindings", count);
        }
    }

    private void requireAdminAfter(List<StoredBinding> all, RoleBinding removed) {
        List<RoleBinding> before = everyone(all.stream());
        List<RoleBinding> after = everyone(all.stream()
                .filter(stored -> stored.source() != BindingSource.API
                        || !stored.binding().equals(removed)));
        LastAdmin.require(before, after);
    }

    private List<RoleBinding> everyone(Stream<StoredBinding> stored) {
        List<RoleBinding> all = new ArrayList<>(admins.bindings());
        stored.map(StoredBinding::binding).forEach(all::add);
        return all;
    }

    private static Place place(RoleBinding binding) {
        return new Place(named(binding.project()), named(binding.domain()));
    }

    private static String named(String name) {
        return name.equals(RoleBinding.ALL) ? "" : name;
    }
}
