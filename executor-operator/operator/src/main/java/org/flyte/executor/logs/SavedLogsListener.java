package org.flyte.executor.logs;

/** Is notified when the logs of a try are stored, or given up. */
public interface SavedLogsListener {
    void settled(String namespace, String name);
}
