package org.flyte.dataproxy.inputs;

import org.flyte.idl.dataproxy.UploadInputsRequest;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.RequestFields;

/** The project and domain that inputs are for. */
record InputsScope(String project, String domain) {
    static InputsScope from(UploadInputsRequest request) {
        return switch (request.getIdCase()) {
            case RUN_ID ->
                new InputsScope(
                        RequestFields.pathSegment(
                                "run_id.project", request.getRunId().getProject()),
                        RequestFields.pathSegment(
                                "run_id.domain", request.getRunId().getDomain()));
            case PROJECT_ID ->
                new InputsScope(
                        RequestFields.pathSegment(
                                "project_id.name", request.getProjectId().getName()),
                        RequestFields.pathSegment(
                                "project_id.domain", request.getProjectId().getDomain()));
            case ID_NOT_SET -> throw new InvalidArgument("id is required: run_id or project_id");
        };
    }
}
