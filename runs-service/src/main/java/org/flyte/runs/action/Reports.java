package org.flyte.runs.action;

import org.flyte.platform.model.RequestFields;
import org.flyte.platform.model.ActionKey;
import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import java.time.Instant;
import org.flyte.idl.core.ExecutionError;
import org.flyte.idl.workflow.ActionEvent;
import org.flyte.idl.workflow.ActionStatus;
import org.flyte.idl.workflow.ErrorInfo;
import org.flyte.idl.workflow.UpdateActionStatusRequest;

/** Reads phase reports out of the messages of both roads. */
final class Reports {
    private static final String OUTPUTS = "/outputs.pb";

    private Reports() {}

    static PhaseReport of(UpdateActionStatusRequest request) {
        ActionStatus status = request.getStatus();
        return new PhaseReport(
                RequestFields.action("action_id", request.getActionId()),
                status.getAttempts(),
                RequestFields.phase("status.phase", status.getPhase()),
                status.getCacheStatusValue(),
                status.hasStartTime() ? instant(status.getStartTime()) : null,
                status.hasEndTime() ? instant(status.getEndTime()) : null,
                null,
                null,
                request.hasOutput() ? request.getOutput().toByteString() : null,
                request.hasPrincipal() ? request.getPrincipal().toByteString() : null,
                request.hasAbortReason() ? request.getAbortReason() : null);
    }

    /** The event is one that {@link EventRow} accepted. */
    static PhaseReport of(ActionEvent event) {
        String output = directory(event.getOutputs().getOutputUri());
        return new PhaseReport(
                ActionKey.of(event.getId()),
                event.getAttempt(),
                event.getPhase(),
                event.getCacheStatusValue(),
                null,
                event.hasUpdatedTime() ? instant(event.getUpdatedTime()) : null,
                event.hasErrorInfo() ? error(event) : null,
                output.isEmpty() ? null : output,
                null,
                null,
                null);
    }

    /** Events name the file with the outputs; the row keeps the directory of the attempt. */
    private static String directory(String file) {
        return file.endsWith(OUTPUTS) ? file.substring(0, file.length() - OUTPUTS.length()) : file;
    }

    private static ByteString error(ActionEvent event) {
        ErrorInfo info = event.getErrorInfo();
        ExecutionError.Builder error = ExecutionError.newBuilder()
                .setCode(info.getCode())
                .setMessage(info.getMessage())
                .setKind(
                        switch (info.getKind()) {
                            case KIND_USER -> ExecutionError.ErrorKind.USER;
                            case KIND_SYSTEM -> ExecutionError.ErrorKind.SYSTEM;
                            case KIND_UNSPECIFIED, UNRECOGNIZED -> ExecutionError.ErrorKind.UNKNOWN;
                        });
        if (event.hasUpdatedTime()) {
            error.setTimestamp(event.getUpdatedTime());
        }
        if (info.hasGpuFault()) {
            error.setGpuFault(info.getGpuFault());
        }
        return error.build().toByteString();
    }

    static Instant instant(Timestamp time) {
        return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
    }
}
