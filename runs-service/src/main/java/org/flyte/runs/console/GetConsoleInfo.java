package org.flyte.runs.console;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.flyte.idl.common.ProjectIdentifier;
import org.flyte.idl.console.ConsoleFeature;
import org.flyte.idl.console.GetConsoleInfoRequest;
import org.flyte.idl.console.GetConsoleInfoResponse;
import org.flyte.platform.identity.role.CallerAccess;
import org.flyte.platform.identity.role.Place;
import org.flyte.platform.identity.role.Role;
import org.flyte.platform.model.RequestFields;

/** Says what this server offers to the console, and which role the caller has in a project and domain. */
@ApplicationScoped
class GetConsoleInfo {
    private final CallerAccess access;
    private final String version;

    GetConsoleInfo(CallerAccess access, @ConfigProperty(name = "quarkus.application.version") String version) {
        this.access = access;
        this.version = version;
    }

    GetConsoleInfoResponse execute(GetConsoleInfoRequest request) {
        GetConsoleInfoResponse.Builder answer = GetConsoleInfoResponse.newBuilder()
                .setVersion(version)
                .addFeatures(ConsoleFeature.CONSOLE_FEATURE_RUN_TREE);
        if (request.hasProjectId()) {
            role(request.getProjectId()).map(Role::label).ifPresent(answer::setRole);
        }
        return answer.build();
    }

    private Optional<Role> role(ProjectIdentifier id) {
        String project = RequestFields.required("project_id.name", id.getName());
        String domain = RequestFields.required("project_id.domain", id.getDomain());
        return access.isEnabled() ? access.grants().at(new Place(project, domain)) : Optional.of(Role.ADMIN);
    }
}
