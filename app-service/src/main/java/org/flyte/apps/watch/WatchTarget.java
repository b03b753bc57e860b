package org.flyte.apps.watch;

import java.util.Optional;
import org.flyte.apps.AppKey;
import org.flyte.apps.spec.rule.AppIds;
import org.flyte.idl.app.WatchRequest;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.FlyteException.Unimplemented;

/**
 * Which apps a stream is about.
 *
 * @param app one app; empty for all of a project, or of all projects
 */
public record WatchTarget(Optional<AppKey> app, Optional<String> project, Optional<String> domain) {
    /** Reads a request. */
    public static WatchTarget of(WatchRequest request) {
        return switch (request.getTargetCase()) {
            case APP_ID -> {
                AppKey key = AppIds.key("app_id", true, request.getAppId());
                yield new WatchTarget(Optional.of(key), Optional.of(key.project()), Optional.of(key.domain()));
            }
            case PROJECT ->
                new WatchTarget(
                        Optional.empty(),
                        Optional.of(AppIds.scope(
                                "project.name", request.getProject().getName())),
                        Optional.of(AppIds.scope(
                                "project.domain", request.getProject().getDomain())));
            case ORG -> new WatchTarget(Optional.empty(), Optional.empty(), Optional.empty());
            case CLUSTER_ID ->
                throw new Unimplemented("cluster_id is not supported: there is one cluster, watch a project");
            case TARGET_NOT_SET -> throw new InvalidArgument("app_id, project or org is required");
        };
    }

    /** Whether an app is among them: by its whole identity, so that no stream has an app of another project. */
    boolean includes(AppKey key) {
        return app.map(key::equals)
                .orElseGet(() -> project.map(key.project()::equals).orElse(true)
                        && domain.map(key.domain()::equals).orElse(true));
    }
}
