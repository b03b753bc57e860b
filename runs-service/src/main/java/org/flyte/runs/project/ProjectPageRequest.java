package org.flyte.runs.project;

import org.flyte.idl.common.Sort;
import org.flyte.idl.project.ListProjectsRequest;
import org.flyte.platform.model.Address;
import org.flyte.platform.model.FlyteException.InvalidArgument;

/**
 * Which projects to list.
 *
 * @param order of an HQL query
 * @param limit 0 means all
 */
record ProjectPageRequest(ProjectFilter filter, String order, int offset, int limit) {
    /** Fails with InvalidArgument that names the field. */
    static ProjectPageRequest of(ListProjectsRequest request) {
        int offset = offset(request.getToken());
        if (request.getLimit() < 0) {
            throw new InvalidArgument("limit must be at most %d", Integer.MAX_VALUE);
        }
        return new ProjectPageRequest(
                ProjectFilter.parse(request.getFilters()), order(request.getSortBy()), offset, request.getLimit());
    }

    /** The token of the page after this one, "" when this one is not full. */
    String nextToken(int found) {
        return limit > 0 && found == limit ? String.valueOf(offset + limit) : "";
    }

    private static String order(Sort sort) {
        if (sort.getKey().isEmpty()) {
            return "p.identifier";
        }
        String direction = sort.getDirection() == Sort.Direction.ASCENDING ? " asc" : " desc";
        return "p." + ProjectFilter.field(sort.getKey()) + direction + ", p.identifier";
    }

    private static int offset(String token) {
        try {
            int offset = token.isEmpty() ? 0 : Integer.parseInt(token);
            if (offset >= 0) {
                return offset;
            }
        } catch (NumberFormatException e) {
            // falls through: the same answer as for a negative number
        }
        throw new InvalidArgument("token: invalid page token '%s'", Address.shown(token));
    }
}
