package org.flyte.apps.list.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.flyte.apps.spec.rule.AppIds;
import org.flyte.idl.app.ListRequest;
import org.flyte.idl.common.Filter;
import org.flyte.idl.common.Sort;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.FlyteException.Unimplemented;
import org.flyte.platform.model.RequestFields;

/**
 * A list request, checked.
 *
 * @param project and domain; both empty for the apps of all projects
 * @param filters all of them hold for the apps of the list
 * @param after the place of the last app of the page before; empty for the first page
 */
public record AppQuery(
        Optional<String> project,
        Optional<String> domain,
        List<AppFilter> filters,
        SortOrder order,
        Optional<String> after,
        int limit,
        boolean counted) {
    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 1000;
    private static final int MAX_FILTERS = 20;
    private static final int LONGEST_TOKEN = 200;

    /** Reads a request; what is not supported is refused by its name. */
    public static AppQuery of(ListRequest request) {
        var page = request.getRequest();
        Optional<String> project = Optional.empty();
        Optional<String> domain = Optional.empty();
        switch (request.getFilterByCase()) {
            case PROJECT -> {
                project = Optional.of(
                        AppIds.scope("project.name", request.getProject().getName()));
                domain = Optional.of(
                        AppIds.scope("project.domain", request.getProject().getDomain()));
            }
            case ORG, FILTERBY_NOT_SET -> {}
            case CLUSTER_ID ->
                throw new Unimplemented("cluster_id is not supported: there is one cluster, list by project");
            case ARTIFACT -> throw new Unimplemented("apps are not listed by artifact: list by project");
        }
        if (page.getRawFiltersCount() > 0 || page.getSortByFieldsCount() > 0) {
            throw new InvalidArgument(
                    "request.raw_filters and request.sort_by_fields are not supported: use filters and sort_by");
        }
        if (page.getFiltersCount() > MAX_FILTERS) {
            throw new InvalidArgument(
                    "request.filters has %d filters, at most %d are allowed", page.getFiltersCount(), MAX_FILTERS);
        }
        List<AppFilter> filters = new ArrayList<>();
        for (Filter filter : page.getFiltersList()) {
            filters.add(AppFilter.of(filter));
        }
        Sort sort = page.getSortBy();
        SortOrder order = SortOrder.of(sort.getKey(), sort.getDirection());
        int limit = RequestFields.nonNegative("request.limit", page.getLimit());
        String token = RequestFields.text("request.token", page.getToken(), 0, LONGEST_TOKEN);
        return new AppQuery(
                project,
                domain,
                List.copyOf(filters),
                order,
                token.isEmpty() ? Optional.empty() : Optional.of(order.checked(token)),
                limit == 0 ? DEFAULT_LIMIT : Math.min(limit, MAX_LIMIT),
                request.getIncludeTotalCount());
    }
}
