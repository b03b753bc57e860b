package org.flyte.runs.project;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.flyte.idl.common.ListRequest;
import org.flyte.idl.project.ListProjectsRequest;
import org.flyte.platform.identity.role.ProjectScopes;
import org.flyte.platform.identity.role.RoleBinding;
import org.flyte.runs.list.rule.Order;
import org.flyte.runs.list.rule.PageToken;
import org.flyte.runs.list.rule.SortKey;

/**
 * Which projects to list.
 *
 * @param where a condition of an HQL query, with parameters {@code ?1…}
 * @param values of its parameters
 * @param offset rows to skip, 0 when the page is found by key
 * @param limit maximum number of projects of the page
 */
record ProjectPageRequest(String where, List<Object> values, Order order, int offset, int limit) {
    /** Of a page; a request for more, or for all, gets so many and a token. */
    private static final int MAX_LIMIT = 1_000;

    /** Fails with InvalidArgument that names the field. */
    static ProjectPageRequest of(ListProjectsRequest request) {
        ProjectFilter filter = ProjectFilter.parse(request.getFilters());
        Order order = order(request);
        int limit = request.getLimit() <= 0 || request.getLimit() > MAX_LIMIT ? MAX_LIMIT : request.getLimit();
        return switch (PageToken.parse(request.getToken(), order)) {
            case PageToken.Offset(int rows) ->
                new ProjectPageRequest(filter.where(), filter.values(), order, rows, limit);
            case PageToken.After(List<Object> last) -> {
                List<Object> values = new ArrayList<>(filter.values());
                String after = after(order.keys(), last, values);
                yield new ProjectPageRequest("(" + filter.where() + ") and " + after, values, order, 0, limit);
            }
        };
    }

    /** Returns the request without the projects of which nothing may be seen. */
    ProjectPageRequest readable(ProjectScopes scopes) {
        List<String> projects = Arrays.asList(scopes.projects());
        if (scopes.all() || projects.contains(RoleBinding.ALL)) {
            return this;
        }
        if (projects.isEmpty()) {
            return new ProjectPageRequest("1 = 0", List.of(), order, 0, limit);
        }
        List<Object> all = new ArrayList<>(values);
        String names = projects.stream().distinct().map(name -> bind(all, name)).collect(Collectors.joining(", "));
        return new ProjectPageRequest("(" + where + ") and p.identifier in (" + names + ")", all, order, offset, limit);
    }

    /** What follows ORDER BY. */
    String orderBy() {
        return order.sql();
    }

    /** The token of the page after one that ends with this project. */
    String tokenAfter(ProjectEntity last) {
        return PageToken.after(
                order.keys().stream().map(key -> value(last, key.field())).toList(), order);
    }

    @SuppressWarnings("deprecation") // The request has one key.
    private static Order order(ListProjectsRequest request) {
        ListRequest list =
                ListRequest.newBuilder().setSortBy(request.getSortBy()).build();
        return Order.of(list, ProjectColumns.PROJECTS, request.getFilters());
    }

    /** The condition that a project comes after the one with these values of the keys, all of which have one direction. */
    private static String after(List<SortKey> keys, List<Object> last, List<Object> values) {
        List<String> alternatives = new ArrayList<>();
        for (int key = 0; key < keys.size(); key++) {
            List<String> parts = new ArrayList<>();
            for (int equal = 0; equal < key; equal++) {
                parts.add(keys.get(equal).column().sql() + " = " + bind(values, last.get(equal)));
            }
            SortKey next = keys.get(key);
            parts.add(next.column().sql() + (next.ascending() ? " > " : " < ") + bind(values, last.get(key)));
            alternatives.add(String.join(" and ", parts));
        }
        return alternatives.stream().collect(Collectors.joining(") or (", "((", "))"));
    }

    private static String bind(List<Object> values, Object value) {
        values.add(
                switch (value) {
                    case OffsetDateTime time -> time.toInstant();
                    case Number number -> number.intValue();
                    default -> value;
                });
        return "?" + values.size();
    }

    private static Object value(ProjectEntity project, String field) {
        return switch (field) {
            case "identifier" -> project.identifier;
            case "name" -> project.name;
            case "description" -> project.description;
            case "state" -> project.state;
            case "created_at" -> project.createdAt.atOffset(ZoneOffset.UTC);
            case "updated_at" -> project.updatedAt.atOffset(ZoneOffset.UTC);
            default -> throw new IllegalStateException("no field of projects: " + field);
        };
    }
}
