package org.flyte.apps.logs;

import java.util.Optional;
import org.flyte.apps.AppKey;
import org.flyte.apps.spec.rule.AppIds;
import org.flyte.idl.app.TailLogsRequest;
import org.flyte.idl.logs.dataplane.LogsSource;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.FlyteException.Unimplemented;
import org.flyte.platform.model.RequestFields;

/**
 * Whose logs a client wants.
 *
 * @param replica name of one pod; empty for all of the app
 */
record AppLogSelection(AppKey app, Optional<String> replica) {
    private static final int LONGEST_NAME = 253;

    /** Reads a request. */
    static AppLogSelection of(TailLogsRequest request) {
        if (request.getSource() == LogsSource.PERSISTED_ONLY) {
            throw new Unimplemented("logs of apps are not stored: leave source out to read those of running replicas");
        }
        return switch (request.getTargetCase()) {
            case APP_ID -> new AppLogSelection(AppIds.key("app_id", true, request.getAppId()), Optional.empty());
            case REPLICA_ID -> {
                var replica = request.getReplicaId();
                AppKey app = AppIds.key("replica_id.app_id", replica.hasAppId(), replica.getAppId());
                yield new AppLogSelection(
                        app, Optional.of(RequestFields.text("replica_id.name", replica.getName(), 1, LONGEST_NAME)));
            }
            case TARGET_NOT_SET -> throw new InvalidArgument("app_id or replica_id is required");
        };
    }
}
