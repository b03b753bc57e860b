package org.flyte.executor.event;

import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The version of the TaskActions up to which the broker has every event: a TaskAction whose resource version is not above
 * it needs none published. Versions are those of one API server, which rise with every write. Guarded by itself.
 */
final class Watermark {
    private final long start;
    private final NavigableMap<Long, Integer> held = new TreeMap<>();
    private long seen;

    /** @param start as it was recorded last; 0 when it never was */
    Watermark(long start) {
        this.start = start;
        this.seen = start;
    }

    /** Whether the broker had every event of this version before this process started. */
    boolean wasPublished(long version) {
        return version <= start;
    }

    /** A TaskAction has this version. */
    synchronized void seen(long version) {
        seen = Math.max(seen, version);
    }

    /** Whether something was written after the start of the watermark. */
    synchronized boolean hasRisen() {
        return seen > start;
    }

    /** Holds it where it is: what is written from now on may have events. The result is for {@link #release}. */
    synchronized long hold() {
        return hold(seen);
    }

    /** Holds it at a version: what is above it has events that the broker does not have. */
    synchronized long hold(long version) {
        held.merge(version, 1, Integer::sum);
        return version;
    }

    synchronized void release(long version) {
        held.computeIfPresent(version, (_, count) -> count == 1 ? null : count - 1);
    }

    synchronized long value() {
        return held.isEmpty() ? seen : Math.min(seen, held.firstKey());
    }
}
