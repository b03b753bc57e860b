package org.flyte.platform.secrets;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.flyte.platform.model.FlyteException.InvalidArgument;

/**
 * Where a secret may be used: in one project of a domain, in all projects of a domain (no project), or everywhere (neither).
 * The org takes no part, see docs/adr/0020-org-takes-no-part-in-keys.md.
 */
public record SecretScope(String project, String domain) {
    /** Secrets of the whole installation. */
    public static final SecretScope ORGANIZATION = new SecretScope("", "");

    /** A value of a Kubernetes label. */
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9]([-_.A-Za-z0-9]{0,61}[A-Za-z0-9])?");

    /** Separates the parts of an encoded id. */
    private static final String SEPARATOR = "__";

    /**
     * A scope from a request; fails with InvalidArgument that names the field.
     *
     * @param path before the names of the fields, such as {@code id.}
     */
    public static SecretScope of(String path, String project, String domain) {
        if (!project.isEmpty() && domain.isEmpty()) {
            throw new InvalidArgument("%sdomain is required with %sproject", path, path);
        }
        return new SecretScope(id(path + "project", project), id(path + "domain", domain));
    }

    /** This scope and those that contain it, the narrowest first: in this order a secret is looked for. */
    public List<SecretScope> widening() {
        List<SecretScope> scopes = new ArrayList<>(List.of(this));
        if (!project.isEmpty()) {
            scopes.add(new SecretScope("", domain));
        }
        if (!domain.isEmpty()) {
            scopes.add(ORGANIZATION);
        }
        return scopes;
    }

    /** Whether secrets of that scope are listed with those of this one. */
    public boolean contains(SecretScope other) {
        return (domain.isEmpty() || domain.equals(other.domain))
                && (project.isEmpty() || project.equals(other.project));
    }

    /** How {@link SecretId#encoded} begins for the secrets of this scope and, but for a project, of those in it. */
    public String encodedBeginning() {
        String all = SecretId.BEGINNING;
        if (domain.isEmpty()) {
            return all;
        }
        return all + domain + "__project__" + (project.isEmpty() ? "" : project + "__key__");
    }

    /** How messages write it. */
    @Override
    public String toString() {
        if (domain.isEmpty()) {
            return "the organization";
        }
        return project.isEmpty() ? "domain " + domain : "project %s, domain %s".formatted(project, domain);
    }

    private static String id(String field, String value) {
        if (!value.isEmpty() && (!ID.matcher(value).matches() || value.contains(SEPARATOR))) {
            throw new InvalidArgument(
                    "%s must have at most 63 letters, digits, '-', '_' or '.', begin and end with a letter or digit,"
                            + " and not contain '__'",
                    field);
        }
        return value;
    }
}
