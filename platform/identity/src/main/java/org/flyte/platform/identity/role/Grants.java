package org.flyte.platform.identity.role;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The roles of one caller: the union of what is bound to it. */
public record Grants(List<RoleBinding> bindings) {
    /** No role anywhere. */
    public static final Grants NONE = new Grants(List.of());

    /** Returns the highest role at a place; empty for none there. */
    public Optional<Role> at(Place place) {
        return bindings.stream()
                .filter(binding -> binding.covers(place))
                .map(RoleBinding::role)
                .max(Comparator.naturalOrder());
    }

    /** Returns the highest role in any domain of a project, of which one may be enough to see that it is there. */
    public Optional<Role> anywhereIn(String project) {
        return bindings.stream()
                .filter(binding -> binding.project().equals(RoleBinding.ALL)
                        || binding.project().equals(project))
                .map(RoleBinding::role)
                .max(Comparator.naturalOrder());
    }

    public boolean isOrganizationAdmin() {
        return bindings.stream().anyMatch(RoleBinding::isOrganizationAdmin);
    }

    /** Returns where the caller has at least a role. */
    public ProjectScopes scopes(Role needed) {
        return ProjectScopes.of(bindings.stream()
                .filter(binding -> binding.role().includes(needed))
                .map(binding -> new ProjectScopes.Scope(binding.project(), binding.domain()))
                .toList());
    }
}
