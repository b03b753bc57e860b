package org.flyte.executor.reconcile.rule;

/**
 * Limits of a queue.
 *
 * @param concurrency actions of the queue that may be at work at once
 * @param projectConcurrency of them, those of one project and domain
 * @param priority queues with a higher one are served first
 */
public record QueueLimits(int concurrency, int projectConcurrency, int priority) {
    /** A queue whose actions wait for nothing of their own. */
    public static final QueueLimits NONE = new QueueLimits(Integer.MAX_VALUE, Integer.MAX_VALUE, 0);

    public QueueLimits {
        if (concurrency < 1 || projectConcurrency < 1) {
            throw new IllegalArgumentException("a queue has room for at least 1 action");
        }
    }
}
