package org.flyte.runs.domain;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.flyte.platform.model.FlyteException.NotFound;
import org.flyte.runs.project.KnownDomain;
import org.flyte.runs.project.KnownDomains;

/** Reads domains, of the configuration and created ones. */
@ApplicationScoped
class GetDomains {
    private final DomainStore store;
    private final KnownDomains known;

    GetDomains(DomainStore store, KnownDomains known) {
        this.store = store;
        this.known = known;
    }

    /** Fails with NotFound. */
    Uni<DomainData> execute(String id) {
        return Uni.combine()
                .all()
                .unis(known.all(), store.find(id))
                .with((domains, row) -> domains.stream()
                        .filter(domain -> domain.id().equals(id))
                        .map(domain -> row.map(GetDomains::created).orElseGet(() -> configured(domain)))
                        .findFirst()
                        .orElseThrow(() -> new NotFound("domain %s does not exist", id)));
    }

    /** All of them, the configured ones first. */
    Uni<List<DomainData>> all() {
        return known.all()
                .chain(domains -> store.all()
                        .map(rows -> domains.stream()
                                .map(domain -> rows.stream()
                                        .filter(row -> row.id.equals(domain.id()))
                                        .findFirst()
                                        .map(GetDomains::created)
                                        .orElseGet(() -> configured(domain)))
                                .toList()));
    }

    private static DomainData configured(KnownDomain domain) {
        return new DomainData(domain.id(), domain.name(), null);
    }

    static DomainData created(DomainEntity row) {
        return new DomainData(row.id, row.friendlyName, row.created ? row.createdAt : null);
    }
}
