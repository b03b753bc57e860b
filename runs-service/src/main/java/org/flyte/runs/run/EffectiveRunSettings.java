package org.flyte.runs.run;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flyte.idl.task.RunSpec;
import org.flyte.idl.task.TaskSpecSource;
import org.flyte.platform.model.ProtoTime;
import org.flyte.runs.run.ResolveTask.ResolvedTask;

/** Completes the settings of a run with what the client left to the server. */
@ApplicationScoped
class EffectiveRunSettings {
    private static final Pattern VERSION = Pattern.compile("v?(\\d{1,9})\\.(\\d{1,9})\\.(\\d{1,9}).*");
    private static final long FIRST_WITH_START_TIME = 2_000_003_000_006L;

    private final Clock clock;

    EffectiveRunSettings(Clock clock) {
        this.clock = clock;
    }

    RunSpec of(RunRequest request, ResolvedTask task) {
        RunSpec.Builder settings = request.settings().toBuilder();
        String runtime =
                task.spec().getTaskTemplate().getMetadata().getRuntime().getVersion();
        if (!settings.hasRunStartTime() && takesStartTime(runtime)) {
            settings.setRunStartTime(request.startTime().orElseGet(() -> ProtoTime.of(clock.instant())));
        }
        if (settings.getTaskSpecSource() == TaskSpecSource.TASK_SPEC_SOURCE_UNSPECIFIED) {
            settings.setTaskSpecSource(task.source());
        }
        return settings.build();
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
        return number >= FIRST_WITH_START_TIME;
    }
}
