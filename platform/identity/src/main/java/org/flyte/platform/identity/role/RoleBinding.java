package org.flyte.platform.identity.role;

/**
 * A role that a subject has.
 *
 * @param project name of the project, or {@link #ALL}
 * @param domain name of the domain, or {@link #ALL}
 */
public record RoleBinding(Subject subject, Role role, String project, String domain) {
    /** Stands for every project or every domain. */
    public static final String ALL = "*";

    /** Says whether the binding counts at a place. */
    boolean covers(Place place) {
        return matches(project, place.project()) && matches(domain, place.domain());
    }

    /** Says whether it makes an administrator of the organization. */
    public boolean isOrganizationAdmin() {
        return role == Role.ADMIN && project.equals(ALL) && domain.equals(ALL);
    }

    private static boolean matches(String bound, String wanted) {
        return bound.equals(ALL) || (bound.equals(wanted) && !wanted.isEmpty());
    }
}
