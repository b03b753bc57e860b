package org.flyte.runs.run;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flyte.idl.settings.Settings;
import org.flyte.idl.task.RunSpec;
import org.flyte.idl.task.TaskSpecSource;
import org.flyte.platform.model.ProtoTime;
import org.flyte.runs.run.ResolveTask.ResolvedTask;
import org.flyte.runs.settings.RunDefaults;
import org.flyte.runs.settings.rule.DefaultedRunSpec;

/** Completes the settings of a run with those of its project, and with what the client left to the server. */
@ApplicationScoped
class EffectiveRunSettings {
    private static final Pattern VERSION = Pattern.compile("v?(\\d{1,9})\\.(\\d{1,9})\\.(\\d{1,9}).*");
    private static final long FIRST_WITH_START_TIME = 2_000_003_000_006L;

    private final RunDefaults defaults;
    private final Clock clock;

    EffectiveRunSettings(RunDefaults defaults, Clock clock) {
        this.defaults = defaults;
        this.clock = clock;
    }

    /** The project must exist. */
    Uni<RunSpec> execute(RunRequest request, ResolvedTask task) {
        return defaults.execute(request.run().project(), request.run().domain())
                .map(ofProject -> complete(request, task, ofProject, clock.instant()));
    }

    static RunSpec complete(RunRequest request, ResolvedTask task, Settings ofProject, Instant now) {
        RunSpec.Builder settings = new DefaultedRunSpec(request.settings()).with(ofProject).toBuilder();
        String runtime =
                task.spec().getTaskTemplate().getMetadata().getRuntime().getVersion();
        if (!settings.hasRunStartTime() && takesStartTime(runtime)) {
            settings.setRunStartTime(request.startTime().orElseGet(() -> ProtoTime.of(now)));
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
