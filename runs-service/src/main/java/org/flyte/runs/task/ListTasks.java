package org.flyte.runs.task;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import org.flyte.idl.task.LatestRunSummary;
import org.flyte.idl.task.ListTasksResponse;
import org.flyte.idl.task.ListTasksResponse.ListTasksMetadata;
import org.flyte.idl.task.TaskSummary;
import org.flyte.runs.list.ListPage;
import org.flyte.runs.list.rule.ListQuery;

/** Pages through tasks, each in the version that was deployed last, with its latest run. */
@ApplicationScoped
class ListTasks {
    private final TaskPageStore pages;

    ListTasks(TaskPageStore pages) {
        this.pages = pages;
    }

    /** @param unpaged the query without its page token, for the totals */
    Uni<ListTasksResponse> execute(TaskSelection selection, ListQuery query, ListQuery unpaged) {
        return Uni.combine()
                .all()
                .unis(pages.tasks(selection, query), pages.totals(selection, unpaged))
                .asTuple()
                .chain(found -> pages.latestRuns(found.getItem1().rows(), false)
                        .map(latest -> response(found.getItem1(), latest)
                                .setMetadata(ListTasksMetadata.newBuilder()
                                        .setTotal(found.getItem2().all())
                                        .setFilteredTotal(found.getItem2().filtered()))
                                .build()));
    }

    private static ListTasksResponse.Builder response(ListPage<TaskRow> page, Map<TaskKey, LatestRunSummary> latest) {
        ListTasksResponse.Builder response = ListTasksResponse.newBuilder().setToken(page.token());
        page.rows().forEach(row -> {
            TaskSummary.Builder summary = TaskSummary.newBuilder();
            if (latest.containsKey(row.key())) {
                summary.setLatestRun(latest.get(row.key()));
            }
            response.addTasks(row.toTask().setTaskSummary(summary));
        });
        return response;
    }
}
