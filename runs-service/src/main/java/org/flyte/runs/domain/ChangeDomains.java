package org.flyte.runs.domain;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.flyte.platform.model.FlyteException.AlreadyExists;
import org.flyte.platform.model.FlyteException.FailedPrecondition;
import org.flyte.runs.project.KnownDomains;

/** Creates, renames and deletes domains. Those of the configuration can be renamed only. */
@ApplicationScoped
class ChangeDomains {
    private final DomainStore store;
    private final KnownDomains known;

    ChangeDomains(DomainStore store, KnownDomains known) {
        this.store = store;
        this.known = known;
    }

    /** Fails with AlreadyExists. */
    Uni<DomainData> create(DomainData domain) {
        if (known.isConfigured(domain.id())) {
            throw new AlreadyExists("domain %s exists", domain.id());
        }
        return store.create(domain).invoke(known::forget).map(GetDomains::created);
    }

    /** Fails with NotFound. */
    Uni<DomainData> update(DomainData domain) {
        return store.update(domain, known.isConfigured(domain.id()))
                .invoke(known::forget)
                .map(GetDomains::created);
    }

    /** Fails with NotFound, or FailedPrecondition for a domain that is configured or holds something. */
    Uni<Void> delete(String id) {
        if (known.isConfigured(id)) {
            throw new FailedPrecondition("domain %s is configured by flyte.projects.domains; remove it there", id);
        }
        return store.delete(id).invoke(known::forget);
    }
}
