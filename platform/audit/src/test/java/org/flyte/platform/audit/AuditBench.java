package org.flyte.platform.audit;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.flyte.platform.events.KafkaConnection;
import org.flyte.platform.model.Backoff;
import org.flyte.platform.testkit.RealKafka;

/**
 * How a call is delayed by its record, and whether the writer keeps up; run by its main method.
 * Arguments: records a second, seconds.
 */
public final class AuditBench {
    private static final long NANOS = 1_000_000_000L;

    private AuditBench() {}

    /** Prints the times of the hand-over, the longest queue, what was dropped, and the processor time of a record with its writer. */
    public static void main(String[] arguments) {
        int rate = Integer.parseInt(arguments[0]);
        int count = rate * Integer.parseInt(arguments[1]);
        AuditQueue queue = new AuditQueue(20_000);
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        KafkaSink kafka = new KafkaSink(KafkaConnection.plain(RealKafka.bootstrapServers()), "bench");
        AuditWriter writer = new AuditWriter(
                queue,
                "bench/" + UUID.randomUUID(),
                List.of(kafka),
                Backoff.doubling(Duration.ofMillis(200), Duration.ofSeconds(10)),
                Duration.ofSeconds(30),
                registry);
        writer.start();
        AuditEvent event = TestEvents.event("alice");
        long[] nanos = new long[count];
        int longest = 0;
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            long due = start + i * NANOS / rate;
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(100_000);
            }
            long before = System.nanoTime();
            queue.offer(event);
            nanos[i] = System.nanoTime() - before;
            longest = Math.max(longest, queue.size());
        }
        double seconds = (System.nanoTime() - start) / (double) NANOS;
        writer.close();
        Arrays.sort(nanos);
        System.out.printf(
                "records=%d in %.1f s written=%.0f dropped=%d longest queue=%d hand-over p50=%d ns p99=%d ns max=%d ns, process CPU %.1f s%n",
                count,
                seconds,
                registry.get("audit.records").counter().count(),
                queue.droppedInAll(),
                longest,
                nanos[count / 2],
                nanos[(int) (count * 0.99)],
                nanos[count - 1],
                cpuSeconds());
    }

    private static double cpuSeconds() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean process
                ? process.getProcessCpuTime() / (double) NANOS
                : Double.NaN;
    }
}
