package org.flyte.platform.limits;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.flyte.platform.identity.Caller;
import org.flyte.platform.limits.TokenBucket.Rate;

/** What each caller and each project has used. Services are not limited: whom they speak for was limited where the call came in. */
final class CallerLimits {
    private static final Duration STREAM_RETRY = Duration.ofSeconds(1);

    private final LimitsConfig config;
    private final RateLimit userCalls;
    private final RateLimit podCalls;
    private final RateLimit runs;
    private final RateLimit bytes;
    private final RateLimit projectRuns;
    private final Map<String, Integer> streams = new ConcurrentHashMap<>();

    CallerLimits(LimitsConfig config, LongSupplier nanoTime) {
        this.config = config;
        LimitsConfig.Caller user = config.user();
        userCalls = new RateLimit(new Rate(user.callsPerSecond(), user.callsBurst()), nanoTime);
        podCalls = new RateLimit(
                new Rate(config.pod().callsPerSecond(), config.pod().callsBurst()), nanoTime);
        runs = new RateLimit(new Rate(user.runsPerSecond(), user.runsBurst()), nanoTime);
        bytes = new RateLimit(
                new Rate(user.bytesPerSecond().asLongValue(), user.bytesBurst().asLongValue()), nanoTime);
        projectRuns = new RateLimit(new Rate(config.projectRunsPerSecond(), config.projectRunsBurst()), nanoTime);
    }

    /** Whose limits count; empty for callers without any. */
    Optional<String> keyOf(Caller caller) {
        return switch (caller) {
            case Caller.User user -> Optional.of("user " + user.issuer() + " " + user.subject());
            case Caller.Pod pod -> Optional.of("pod " + pod.pod().uid());
            case Caller.Service _, Caller.Anonymous _ -> Optional.empty();
        };
    }

    /** Counts a call; a refusal if it is one too many. */
    Optional<Refusal> call(Caller caller, String key) {
        return caller instanceof Caller.Pod
                ? refusal("calls of this pod (flyte.limits.pod.calls-per-second)", podCalls.use(key, 1))
                : refusal("calls of yours (flyte.limits.user.calls-per-second)", userCalls.use(key, 1));
    }

    /** Counts a message of a request in bytes. */
    Optional<Refusal> message(Caller caller, String key, long size) {
        return caller instanceof Caller.Pod
                ? Optional.empty()
                : refusal("bytes of yours (flyte.limits.user.bytes-per-second)", bytes.use(key, size));
    }

    /**
     * Counts a run that is created.
     *
     * @param project whose run it is; empty if the request names none
     */
    Optional<Refusal> run(Caller caller, String key, String project) {
        Optional<Refusal> own = caller instanceof Caller.Pod
                ? Optional.empty()
                : refusal("runs of yours (flyte.limits.user.runs-per-second)", runs.use(key, 1));
        return own.isPresent() || project.isEmpty()
                ? own
                : refusal(
                        "runs of project %s (flyte.limits.project-runs-per-second)".formatted(project),
                        projectRuns.use(project, 1));
    }

    /** Opens a stream; {@link #close} has to follow unless it is refused. */
    Optional<Refusal> open(Caller caller, String key) {
        boolean pod = caller instanceof Caller.Pod;
        int limit = pod ? config.pod().streams() : config.user().streams();
        boolean[] opened = {false};
        streams.compute(key, (_, open) -> {
            int before = open == null ? 0 : open;
            opened[0] = before < limit;
            return opened[0] ? Integer.valueOf(before + 1) : open;
        });
        return opened[0]
                ? Optional.empty()
                : Optional.of(new Refusal(
                        pod
                                ? "streams of this pod (flyte.limits.pod.streams)"
                                : "streams of yours (flyte.limits.user.streams)",
                        STREAM_RETRY));
    }

    /** Ends a stream that was opened. */
    void close(String key) {
        streams.computeIfPresent(key, (_, open) -> open > 1 ? open - 1 : null);
    }

    private static Optional<Refusal> refusal(String limit, Duration wait) {
        return wait.isZero() ? Optional.empty() : Optional.of(new Refusal(limit, wait));
    }
}
