package org.flyte.platform.identity.role;

/**
 * Where something is: a project and a domain. An empty one stands for all of them: the setting of a domain is in no
 * project, and one of the organization in neither.
 */
public record Place(String project, String domain) {
    /** Of no project and no domain in particular. */
    public static final Place EVERYWHERE = new Place("", "");

    @Override
    public String toString() {
        return this.equals(EVERYWHERE) ? "the organization" : shown(project) + "/" + shown(domain);
    }

    private static String shown(String name) {
        return name.isEmpty() ? RoleBinding.ALL : name;
    }
}
