package org.flyte.dataproxy.inputs;

import org.flyte.idl.dataproxy.UploadInputsRequest;
import org.flyte.platform.model.FlyteException.InvalidArgument;

/** The project and domain that inputs are for. */
record RunScope(String project, String domain) {
    static RunScope of(UploadInputsRequest request) {
        return switch (request.getIdCase()) {
            case RUN_ID ->
                checked(
                        "run_id",
                        "project",
                        request.getRunId().getProject(),
                        request.getRunId().getDomain());
            case PROJECT_ID ->
                checked(
                        "project_id",
                        "name",
                        request.getProjectId().getName(),
                        request.getProjectId().getDomain());
            case ID_NOT_SET -> throw new InvalidArgument("id is required: run_id or project_id");
        };
    }

    private static RunScope checked(String id, String projectField, String project, String domain) {
        require(id + "." + projectField, project);
        require(id + ".domain", domain);
        return new RunScope(project, domain);
    }

    private static void require(String field, String value) {
        if (value.isEmpty()) {
            throw new InvalidArgument("%s is required", field);
        }
        if (value.contains("/")) {
            throw new InvalidArgument("%s must not contain a slash", field);
        }
    }
}
