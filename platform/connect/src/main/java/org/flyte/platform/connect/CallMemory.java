package org.flyte.platform.connect;

import io.grpc.Context;
import java.util.Optional;
import org.flyte.platform.connect.wire.Memory;

/**
 * The memory of the running call, a share of what all calls may take together (see {@code docs/behaviour/limits.md}). A
 * service takes of it what it reads to answer the call; it is given back when the response has left.
 */
public abstract class CallMemory implements Memory {
    private static final Context.Key<CallMemory> KEY = Context.key("org.flyte.platform.connect.memory");

    /** Returns the memory of the running call; empty outside of one. */
    public static Optional<CallMemory> current() {
        return Optional.ofNullable(KEY.get());
    }

    /** Whether nothing of the call is in the process any more: nobody waits for an answer. */
    public abstract boolean hasLeft();

    /** Runs a step once nothing of the call is in the process any more: at once if that is so. */
    public abstract void whenLeft(Runnable step);

    /** Returns a context in which {@link #current()} answers this. */
    public Context in(Context context) {
        return context.withValue(KEY, this);
    }
}
