package org.flyte.runs.run;

import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flyte.idl.task.RunSpec;
import org.flyte.idl.task.TaskSpec;
import org.flyte.idl.task.TaskSpecSource;
import org.flyte.idl.workflow.CreateRunRequest;
import org.flyte.idl.workflow.CreateRunRequest.TaskCase;

/** Fills in what the client left to the server (runs spec §5.5, §5.6). */
final class EffectiveRunSpec {
    private static final Pattern VERSION = Pattern.compile("v?(\\d{1,9})\\.(\\d{1,9})\\.(\\d{1,9}).*");

    private EffectiveRunSpec() {}

    static RunSpec of(CreateRunRequest request, TaskSpec task, Instant now) {
        RunSpec.Builder spec = request.getRunSpec().toBuilder();
        String runtime = task.getTaskTemplate().getMetadata().getRuntime().getVersion();
        if (!spec.hasRunStartTime() && takesStartTime(runtime)) {
            spec.setRunStartTime(request.hasRunStartTime() ? request.getRunStartTime() : timestamp(now));
        }
        if (spec.getTaskSpecSource() == TaskSpecSource.TASK_SPEC_SOURCE_UNSPECIFIED) {
            spec.setTaskSpecSource(
                    request.getTaskCase() == TaskCase.TASK_SPEC
                            ? TaskSpecSource.TASK_SPEC_SOURCE_EPHEMERAL
                            : TaskSpecSource.TASK_SPEC_SOURCE_DEPLOYED);
        }
        return spec.build();
    }

    /** Runtimes before 2.3.6 do not know {@code --run-start-time}. */
    static boolean takesStartTime(String runtimeVersion) {
        Matcher version = VERSION.matcher(runtimeVersion);
        if (!version.matches()) {
            return false;
        }
        long number = 0;
        for (int part = 1; part <= 3; part++) {
            number = number * 1_000_000 + Math.min(999_999, Long.parseLong(version.group(part)));
        }
        return number >= 2_000_003_000_006L;
    }

    static Timestamp timestamp(Instant instant) {
        return Timestamp.newBuilder()
                .setSeconds(instant.getEpochSecond())
                .setNanos(instant.getNano())
                .build();
    }
}
