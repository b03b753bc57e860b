package org.flyte.runs.artifact;

import org.flyte.idl.artifact.ListArtifactsRequest;
import org.flyte.idl.common.ProjectIdentifier;
import org.flyte.platform.model.RequestFields;
import org.flyte.runs.list.rule.Sql;

/**
 * Which versions a list is about.
 *
 * @param name empty for all names of the project
 * @param newestOnly only the newest version of each partition; those whose keys are not the name's are in none
 */
record ArtifactSelection(String project, String domain, String name, boolean newestOnly) {
    private static final String NEWEST_ONLY = "a.partition_id IS NOT NULL AND NOT EXISTS (SELECT FROM artifacts AS b"
            + " WHERE b.project = a.project AND b.domain = a.domain AND b.name = a.name"
            + " AND b.partition_id = a.partition_id AND b.created_at > a.created_at)";

    /** Fails with InvalidArgument that names the field. */
    static ArtifactSelection of(ListArtifactsRequest request) {
        return request.hasName() && !request.getName().isEmpty()
                ? of(ArtifactNameKey.of(request.getProjectId(), request.getName()), request.getLatestPerPartition())
                : of(request.getProjectId(), request.getLatestPerPartition());
    }

    static ArtifactSelection of(ArtifactNameKey key) {
        return of(key, false);
    }

    /** All of a project; fails with InvalidArgument that names the field. */
    static ArtifactSelection of(ProjectIdentifier project, boolean newestOnly) {
        return new ArtifactSelection(
                RequestFields.required("project_id.name", project.getName()),
                RequestFields.required("project_id.domain", project.getDomain()),
                "",
                newestOnly);
    }

    private static ArtifactSelection of(ArtifactNameKey key, boolean newestOnly) {
        return new ArtifactSelection(key.project(), key.domain(), key.name(), newestOnly);
    }

    ArtifactColumns columns() {
        return name.isEmpty() ? ArtifactColumns.OF_PROJECT : ArtifactColumns.OF_NAME;
    }

    /** @param table alias of the table */
    Sql restrict(Sql sql, String table) {
        sql.equal(table + ".project", project).equal(table + ".domain", domain);
        if (!name.isEmpty()) {
            sql.equal(table + ".name", name);
        }
        return newestOnly ? sql.and(NEWEST_ONLY) : sql;
    }
}
