package org.flyte.platform.connect.call;

import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import org.flyte.platform.connect.ConnectConfig;

/** What every call of the server shares. */
@Singleton
public class CallServices {
    private final RunningCalls running;
    private final FailureMapper failures;
    private final CallRecorder recorder;
    private final ByteBudget budget;
    private final CodecThreads codecThreads;
    private final Instance<RequestCheck> check;
    private final long maxResponseSize;
    private final ArrivalWatch.Limits arrival;
    private final Duration responseTimeout;
    private final long responseProgress;

    CallServices(
            RunningCalls running,
            FailureMapper failures,
            CallRecorder recorder,
            ByteBudget budget,
            CodecThreads codecThreads,
            Instance<RequestCheck> check,
            ConnectConfig config) {
        this.check = check;
        this.running = running;
        this.failures = failures;
        this.recorder = recorder;
        this.budget = budget;
        this.codecThreads = codecThreads;
        this.maxResponseSize = config.maxResponseSize().asLongValue();
        this.arrival = new ArrivalWatch.Limits(
                config.requestTimeout(),
                config.requestProgressInterval(),
                config.requestProgress().asLongValue());
        this.responseTimeout = config.responseTimeout();
        this.responseProgress = Math.max(1, config.responseProgress().asLongValue());
    }

    RunningCalls running() {
        return running;
    }

    FailureMapper failures() {
        return failures;
    }

    CallRecorder recorder() {
        return recorder;
    }

    /** Returns the largest message a service may send, bytes before compression. */
    long maxResponseSize() {
        return maxResponseSize;
    }

    ByteBudget budget() {
        return budget;
    }

    RequestCheck check() {
        return request -> check.isResolvable() ? check.get().check(request) : Optional.empty();
    }

    CodecThreads codecThreads() {
        return codecThreads;
    }

    /** Returns how long a client may take to read the rest of a response, by its size in bytes. */
    Duration responseTimeout(long bytes) {
        return responseTimeout.plusMillis(bytes * 1000 / responseProgress);
    }

    /** Returns how fast a request has to arrive. */
    ArrivalWatch.Limits arrival() {
        return arrival;
    }
}
