package org.flyte.platform.audit;

import java.util.List;

/** Where records go. */
interface AuditSink extends AutoCloseable {
    /**
     * One record in its stored form.
     *
     * @param id of the event
     * @param chain whose records keep their order
     */
    record Entry(String id, String chain, byte[] json) {}

    /** Stores records in their order and returns when all are stored; throws when one may not be. The same ones may come again. */
    void write(List<Entry> entries) throws Exception;

    @Override
    default void close() {}
}
