package org.flyte.runs.artifact;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.flyte.idl.common.ListRequest;
import org.flyte.platform.model.Address;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.runs.list.rule.ListQuery;

/** Reads the different values of a partition key, and the keys of the metadata. These lists have one page. */
@ApplicationScoped
class ListArtifactValues {
    private static final int MAX = 1000;

    private final ArtifactPageStore store;
    private final GetArtifactSchema getSchema;

    ListArtifactValues(ArtifactPageStore store, GetArtifactSchema getSchema) {
        this.store = store;
        this.getSchema = getSchema;
    }

    /** Fails with NotFound for an unknown name and InvalidArgument for a key that it does not have. */
    Uni<List<String>> ofPartition(ArtifactNameKey name, String key, ListRequest request) {
        int limit = limit(request);
        ArtifactSelection selection = ArtifactSelection.of(name);
        ListQuery query = ListQuery.of(
                ListRequest.newBuilder().addAllFilters(request.getFiltersList()).build(), selection.columns());
        return getSchema.execute(name).chain(schema -> {
            if (schema.keys().all().noneMatch(key::equals)) {
                throw new InvalidArgument(
                        "key: artifact %s has no partition key '%s', it is partitioned by %s",
                        name.name(), Address.shown(key), schema.keys());
            }
            return store.partitionValues(selection, key, schema.keys().isTimeKey(key), query, limit);
        });
    }

    Uni<List<String>> metadataKeys(ArtifactSelection selection) {
        return store.metadataKeys(selection, MAX);
    }

    @SuppressWarnings("deprecation") // sort_by is refused, not used
    private static int limit(ListRequest request) {
        if (!request.getToken().isEmpty()) {
            throw new InvalidArgument("request.token: values have one page; filter by the key for those after a value");
        }
        if (request.hasSortBy() || request.getSortByFieldsCount() > 0) {
            throw new InvalidArgument("request.sort_by_fields: values are in ascending order, leave it out");
        }
        int limit = request.getLimit();
        if (limit < 0 || limit > MAX) {
            throw new InvalidArgument("request.limit must be at most %d", MAX);
        }
        return limit == 0 ? MAX : limit;
    }
}
