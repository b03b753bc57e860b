package org.flyte.copilot.transfer;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.flyte.copilot.failure.TransferException;

/** How much one command may transfer in all. */
public final class Limits {
    private final long maxBytes;
    private final int maxFiles;
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicInteger files = new AtomicInteger();

    /**
     * @param maxBytes of all files together; 0 means no limit
     * @param maxFiles how many files at most
     */
    public Limits(long maxBytes, int maxFiles) {
        this.maxBytes = maxBytes;
        this.maxFiles = maxFiles;
    }

    public int maxFiles() {
        return maxFiles;
    }

    /** Counts a file, whose name a failure mentions. */
    public void takeFile(String name) {
        if (files.incrementAndGet() > maxFiles) {
            throw TransferException.user(
                    "'%s' is one file too many: at most %d may be transferred, pack them into an archive",
                    name, maxFiles);
        }
    }

    /** Counts bytes of a file, whose name a failure mentions. */
    public void takeBytes(String name, long count) {
        if (maxBytes > 0 && bytes.addAndGet(count) > maxBytes) {
            throw TransferException.user(
                    "'%s' exceeds the limit of %d bytes for all files of the task together:"
                            + " use less data, or raise flyte.executor.copilot.max-size",
                    name, maxBytes);
        }
    }
}
