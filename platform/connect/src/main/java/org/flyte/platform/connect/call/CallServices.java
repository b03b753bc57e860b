package org.flyte.platform.connect.call;

import jakarta.inject.Singleton;
import java.time.Duration;
import org.flyte.platform.connect.ConnectConfig;

/** What every call of the server shares. */
@Singleton
public class CallServices {
    private final RunningCalls running;
    private final FailureMapper failures;
    private final CallRecorder recorder;
    private final long maxResponseSize;
    private final Duration requestTimeout;

    CallServices(RunningCalls running, FailureMapper failures, CallRecorder recorder, ConnectConfig config) {
        this.running = running;
        this.failures = failures;
        this.recorder = recorder;
        this.maxResponseSize = config.maxResponseSize().asLongValue();
        this.requestTimeout = config.requestTimeout();
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

    /** Returns the time for the one message of a client to arrive. */
    Duration requestTimeout() {
        return requestTimeout;
    }
}
