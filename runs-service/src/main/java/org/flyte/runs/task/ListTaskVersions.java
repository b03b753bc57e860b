package org.flyte.runs.task;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import org.flyte.idl.task.LatestRunSummary;
import org.flyte.idl.task.ListVersionsResponse;
import org.flyte.idl.task.ListVersionsResponse.VersionResponse;
import org.flyte.platform.model.ProtoTime;
import org.flyte.runs.list.rule.ListQuery;

/** Pages through the versions of a task. */
@ApplicationScoped
class ListTaskVersions {
    private final TaskPageStore pages;

    ListTaskVersions(TaskPageStore pages) {
        this.pages = pages;
    }

    Uni<ListVersionsResponse> execute(String project, String domain, String name, ListQuery query) {
        return pages.versions(project, domain, name, query)
                .chain(page -> pages.latestRuns(page.rows(), true).map(latest -> {
                    ListVersionsResponse.Builder response =
                            ListVersionsResponse.newBuilder().setToken(page.token());
                    page.rows().forEach(row -> response.addVersions(version(row, latest)));
                    return response.build();
                }));
    }

    private static VersionResponse version(TaskRow row, Map<TaskKey, LatestRunSummary> latest) {
        VersionResponse.Builder version = VersionResponse.newBuilder()
                .setVersion(row.key().version())
                .setDeployedAt(ProtoTime.of(row.deployedAt()));
        if (row.deployedBy() != null) {
            version.setDeployedBy(row.deployedBy());
        }
        if (latest.containsKey(row.key())) {
            version.setLatestRun(latest.get(row.key()));
        }
        return version.build();
    }
}
