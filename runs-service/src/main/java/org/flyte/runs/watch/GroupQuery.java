package org.flyte.runs.watch;

import java.time.Instant;
import java.util.List;
import org.flyte.idl.common.ListRequest;
import org.flyte.idl.common.Sort;
import org.flyte.idl.workflow.WatchGroupsRequest;
import org.flyte.idl.workflow.WatchGroupsRequest.KnownSortField;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.RequestFields;
import org.flyte.platform.model.RunKey;
import org.flyte.runs.list.rule.ActionColumns;
import org.flyte.runs.list.rule.ListQuery;
import org.flyte.runs.list.rule.Sql;
import org.flyte.runs.query.row.ActionRow;
import org.flyte.runs.query.row.RunKind;

/**
 * Which runs are grouped, and in which order the groups come.
 *
 * @param until null for no end
 * @param limit maximum number of groups of the first answer, 0 for all
 */
record GroupQuery(
        String project, String domain, Instant from, Instant until, ListRequest filters, boolean ascending, int limit) {
    /** Fails with InvalidArgument that names the field. */
    @SuppressWarnings("deprecation") // sort_by is refused too
    static GroupQuery of(WatchGroupsRequest request) {
        Instant from = RequestFields.time("start_date", request.getStartDate());
        Instant until = request.hasEndDate() ? RequestFields.time("end_date", request.getEndDate()) : null;
        if (until != null && until.isBefore(from)) {
            throw new InvalidArgument("end_date is before start_date; swap them");
        }
        ListRequest list = request.getRequest();
        if (!list.getToken().isEmpty()) {
            throw new InvalidArgument("request.token: groups have no pages; leave it empty");
        }
        if (list.hasSortBy() || list.getSortByFieldsCount() > 0) {
            throw new InvalidArgument("request.sort_by is not supported for groups; use known_sort_fields");
        }
        GroupQuery query = new GroupQuery(
                RequestFields.storable("project_id.name", request.getProjectId().getName()),
                RequestFields.storable(
                        "project_id.domain", request.getProjectId().getDomain()),
                from,
                until,
                ListRequest.newBuilder().addAllFilters(list.getFiltersList()).build(),
                isAscending(request.getKnownSortFieldsList()),
                RequestFields.nonNegative("request.limit", list.getLimit()));
        query.conditions();
        return query;
    }

    private static boolean isAscending(List<KnownSortField> fields) {
        return !fields.isEmpty() && fields.getFirst().getCreatedAt() == Sort.Direction.ASCENDING;
    }

    /** Conditions on the roots. */
    Sql conditions() {
        Sql sql = ListQuery.of(filters, ActionColumns.RUNS).filters();
        sql.and(RunKind.EXECUTED.condition());
        if (!project.isEmpty()) {
            sql.equal("project", project);
        }
        if (!domain.isEmpty()) {
            sql.equal("domain", domain);
        }
        sql.and("created_at >= " + sql.bind(GroupStore.utc(from), "timestamptz"));
        if (until != null) {
            sql.and("created_at <= " + sql.bind(GroupStore.utc(until), "timestamptz"));
        }
        return sql;
    }

    boolean mayHold(RunKey run) {
        return (project.isEmpty() || project.equals(run.project()))
                && (domain.isEmpty() || domain.equals(run.domain()));
    }

    /** Whether the run may be in a group, or may have been before it changed. */
    boolean mayHold(ActionRow root) {
        return RunKind.EXECUTED.holds(root) && !root.timing().createdAt().isBefore(from);
    }
}
