package org.flyte.runs.settings;

import jakarta.persistence.Embeddable;
import java.util.List;
import org.flyte.idl.settings.ScopeLevel;
import org.flyte.idl.settings.SettingsKey;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.RequestFields;

/**
 * What settings are for: the organisation, a domain, or a project in a domain. The org takes no part in it.
 *
 * @param domain "" for the organisation
 * @param project "" for the organisation and for a domain
 */
@Embeddable
public record SettingsScope(String domain, String project) {
    private static final int MAX_LENGTH = 63;

    /** The organisation. */
    static final SettingsScope ORG = new SettingsScope("", "");

    /** Fails with InvalidArgument that names the field. */
    static SettingsScope of(String field, SettingsKey key) {
        if (key.getDomain().isEmpty() && !key.getProject().isEmpty()) {
            throw new InvalidArgument("%s.domain is required with %s.project", field, field);
        }
        return new SettingsScope(
                RequestFields.text(field + ".domain", key.getDomain(), 0, MAX_LENGTH),
                RequestFields.text(field + ".project", key.getProject(), 0, MAX_LENGTH));
    }

    /** This scope and those that it inherits from, the widest first. */
    List<SettingsScope> levels() {
        return switch (level()) {
            case SCOPE_LEVEL_DOMAIN -> List.of(ORG, this);
            case SCOPE_LEVEL_PROJECT -> List.of(ORG, new SettingsScope(domain, ""), this);
            case SCOPE_LEVEL_ORG, UNRECOGNIZED -> List.of(ORG);
        };
    }

    ScopeLevel level() {
        if (domain.isEmpty()) {
            return ScopeLevel.SCOPE_LEVEL_ORG;
        }
        return project.isEmpty() ? ScopeLevel.SCOPE_LEVEL_DOMAIN : ScopeLevel.SCOPE_LEVEL_PROJECT;
    }

    /** @param org echoed to the caller */
    SettingsKey toProto(String org) {
        return SettingsKey.newBuilder()
                .setOrg(org)
                .setDomain(domain)
                .setProject(project)
                .build();
    }

    @Override
    public String toString() {
        return switch (level()) {
            case SCOPE_LEVEL_DOMAIN -> "domain " + domain;
            case SCOPE_LEVEL_PROJECT -> "project " + project + " in domain " + domain;
            case SCOPE_LEVEL_ORG, UNRECOGNIZED -> "the organisation";
        };
    }
}
