package org.flyte.executor.pool;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.pool.rule.TryId;

/** What tries have printed, from their end until it is stored. What is too much to be kept is read from the log of the pod. */
@ApplicationScoped
public class PoolLogs {
    private static final long MAX_BYTES = 64L * 1024 * 1024;

    private final Map<String, byte[]> logs = new LinkedHashMap<>();
    private long size;

    PoolLogs() {}

    /** @param log compressed lines with their times; null when they are too many */
    synchronized void ended(String id, byte[] log) {
        if (log == null || log.length > MAX_BYTES / 2) {
            return;
        }
        byte[] before = logs.put(id, log);
        size += log.length - (before == null ? 0 : before.length);
        var oldest = logs.values().iterator();
        while (size > MAX_BYTES) {
            size -= oldest.next().length;
            oldest.remove();
        }
    }

    /** The compressed lines of a try, once. */
    public synchronized Optional<byte[]> take(TaskExecution execution) {
        return forget(idOf(execution).toString());
    }

    synchronized Optional<byte[]> forget(String id) {
        byte[] log = logs.remove(id);
        if (log != null) {
            size -= log.length;
        }
        return Optional.ofNullable(log);
    }

    static TryId idOf(TaskExecution execution) {
        return new TryId(
                execution.action().getMetadata().getName(), execution.uid(), execution.attempt(), execution.lost());
    }
}
