package org.flyte.devbox.node;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** Signals to a whole process group, which Java's own process API does not offer. */
public final class ProcessGroup {
    static final int TERMINATE = 15;
    static final int KILL = 9;

    private static final MethodHandle KILL_CALL = Linker.nativeLinker()
            .downcallHandle(
                    Linker.nativeLinker().defaultLookup().findOrThrow("kill"),
                    FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

    private ProcessGroup() {}

    /** Sends the signal to every process of the leader's group; false when there is none left. */
    static boolean signal(long leader, int signal) {
        if (leader <= 1) {
            throw new IllegalArgumentException("not the leader of a pod: " + leader);
        }
        try {
            return (int) KILL_CALL.invokeExact(-Math.toIntExact(leader), signal) == 0;
        } catch (Throwable e) {
            throw new IllegalStateException("kill(2) cannot be called", e);
        }
    }
}
