package org.flyte.platform.connect.call;

import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Threads that decode, encode and compress large messages, so that no event loop does. Half as many as there are processors:
 * the other half goes on with everything else. What waits for them is bounded by the {@link ByteBudget}.
 */
@Singleton
class CodecThreads implements Executor {
    /** Size of the largest message, in bytes, that an event loop decodes or encodes itself. */
    static final int SMALL = 64 * 1024;

    private static final int KEEP_SECONDS = 30;
    private static final ThreadFactory DAEMONS =
            Thread.ofPlatform().daemon().name("rpc-codec-", 0).factory();

    private final ThreadPoolExecutor threads;

    CodecThreads() {
        int count = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        threads = new ThreadPoolExecutor(
                count, count, KEEP_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), DAEMONS);
        threads.allowCoreThreadTimeOut(true);
    }

    @Override
    public void execute(Runnable work) {
        threads.execute(work);
    }

    void stop(@Observes ShutdownEvent event) {
        threads.shutdown();
    }
}
