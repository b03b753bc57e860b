package org.flyte.dataproxy.inputs;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.flyte.dataproxy.runs.RunsClient;
import org.flyte.idl.settings.SettingState;
import org.flyte.idl.settings.Settings;
import org.flyte.idl.settings.StringSetting;

/** The store prefix that the settings of a project name, for the inputs of its runs as for the runs themselves. */
@ApplicationScoped
class InputsBaseDir {
    private final RunsClient runs;

    InputsBaseDir(RunsClient runs) {
        this.runs = runs;
    }

    /** Empty: the place of all uploads. */
    Uni<String> of(InputsScope scope) {
        return runs.settings(scope.project(), scope.domain())
                .onFailure(InputsBaseDir::isUnimplemented)
                .recoverWithItem(Settings.getDefaultInstance())
                .map(settings -> value(settings.getRun().getRunBaseDir()));
    }

    private static String value(StringSetting setting) {
        return setting.getState() == SettingState.SETTING_STATE_VALUE ? setting.getStringValue() : "";
    }

    /** A runs-service of an earlier version, during an update, applies no settings either. */
    private static boolean isUnimplemented(Throwable failure) {
        return failure instanceof StatusRuntimeException e && e.getStatus().getCode() == Status.Code.UNIMPLEMENTED;
    }
}
