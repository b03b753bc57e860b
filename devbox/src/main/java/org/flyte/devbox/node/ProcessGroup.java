package org.flyte.devbox.node;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A process and all its descendants that stayed in its group. Signals go to the whole group, which Java's own process
 * API does not offer.
 *
 * @param leader process number of the leader
 */
record ProcessGroup(long leader) {
    static final int TERMINATE = 15;
    static final int KILL = 9;

    private static final MethodHandle KILL_CALL = Linker.nativeLinker()
            .downcallHandle(
                    Linker.nativeLinker().defaultLookup().findOrThrow("kill"),
                    FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

    private static final String PYTHON = "import os,sys; os.setsid(); os.execvp(sys.argv[1], sys.argv[1:])";
    private static final List<String> NEW_SESSION = Stream.of("/usr/bin/setsid", "/bin/setsid")
            .filter(program -> Files.isExecutable(Path.of(program)))
            .findFirst()
            .map(List::of)
            .orElse(List.of("python3", "-c", PYTHON));

    ProcessGroup {
        if (leader <= 1) {
            throw new IllegalArgumentException("not the leader of a pod: " + leader);
        }
    }

    /** The command, started as leader of a new session and process group; its process number stays the same. */
    static List<String> leaderCommand(List<String> command) {
        return Stream.concat(NEW_SESSION.stream(), command.stream()).toList();
    }

    /** Sends the signal to every process of the group; false when none is left. */
    boolean signal(int signal) {
        try {
            return (int) KILL_CALL.invokeExact(-Math.toIntExact(leader), signal) == 0;
        } catch (Throwable e) {
            throw new IllegalStateException("kill(2) cannot be called", e);
        }
    }
}
