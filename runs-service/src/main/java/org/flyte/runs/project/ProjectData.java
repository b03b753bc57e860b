package org.flyte.runs.project;

import java.util.regex.Pattern;
import org.flyte.idl.project.Project;
import org.flyte.idl.project.ProjectState;
import org.flyte.platform.model.Address;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.RequestFields;

/**
 * A project as a client describes it, checked.
 *
 * @param labels serialized task.Labels, null without labels
 * @param state wire number of a ProjectState
 */
record ProjectData(String id, String name, String description, byte[] labels, int state) {
    private static final int MAX_DESCRIPTION_LENGTH = 300;
    /** Ids become label values of Kubernetes objects and parts of object keys. */
    private static final Pattern ID = Pattern.compile("[a-z0-9]([-_.a-z0-9]{0,61}[a-z0-9])?");

    /** Fails with InvalidArgument that names the field. */
    static ProjectData of(Project project) {
        RequestFields.required("project.id", !project.getId().isEmpty());
        if (!ID.matcher(project.getId()).matches()) {
            throw new InvalidArgument(
                    "project.id '%s' must be 1 to 63 of a-z, 0-9, '-', '_' and '.', with a letter or digit at both ends",
                    Address.shown(project.getId()));
        }
        if (project.getDescription().length() > MAX_DESCRIPTION_LENGTH) {
            throw new InvalidArgument(
                    "project.description has %d characters, at most %d are allowed",
                    project.getDescription().length(), MAX_DESCRIPTION_LENGTH);
        }
        if (project.getState() == ProjectState.UNRECOGNIZED) {
            throw new InvalidArgument("project.state %d is unknown", project.getStateValue());
        }
        return new ProjectData(
                project.getId(),
                project.getName(),
                project.getDescription(),
                project.hasLabels() ? project.getLabels().toByteArray() : null,
                project.getStateValue());
    }

    void copyTo(ProjectEntity entity) {
        entity.name = name;
        entity.description = description;
        entity.labels = labels;
        entity.state = state;
    }
}
