package org.flyte.platform.identity.role;

import java.util.List;

/**
 * The projects and domains of which a caller may see something. Lists and watches select by it in the query, before
 * limits, orders and totals.
 *
 * @param all whether there is no restriction
 * @param scopes pairs of project and domain, each a name or {@link RoleBinding#ALL}; empty if nothing may be seen
 */
public record ProjectScopes(boolean all, List<Scope> scopes) {
    /** Everything. */
    public static final ProjectScopes ALL = new ProjectScopes(true, List.of());

    /** A pair. */
    public record Scope(String project, String domain) {
        private boolean isEverything() {
            return project.equals(RoleBinding.ALL) && domain.equals(RoleBinding.ALL);
        }
    }

    static ProjectScopes of(List<Scope> scopes) {
        return scopes.stream().anyMatch(Scope::isEverything)
                ? ALL
                : new ProjectScopes(false, scopes.stream().distinct().toList());
    }

    /** Returns exactly one project and domain. */
    public static ProjectScopes only(String project, String domain) {
        return of(List.of(new Scope(project, domain)));
    }

    /** Says whether what is in a project and domain may be seen. */
    public boolean includes(String project, String domain) {
        return all
                || scopes.stream()
                        .anyMatch(scope -> matches(scope.project(), project) && matches(scope.domain(), domain));
    }

    /** Says whether something of a project may be seen. */
    public boolean includesProject(String project) {
        return all || scopes.stream().anyMatch(scope -> matches(scope.project(), project));
    }

    /** Returns the projects of the pairs, in their order: with {@link #domains()} two arrays for a query. */
    public String[] projects() {
        return scopes.stream().map(Scope::project).toArray(String[]::new);
    }

    /** Returns the domains of the pairs, in their order. */
    public String[] domains() {
        return scopes.stream().map(Scope::domain).toArray(String[]::new);
    }

    private static boolean matches(String allowed, String name) {
        return allowed.equals(RoleBinding.ALL) || allowed.equals(name);
    }
}
