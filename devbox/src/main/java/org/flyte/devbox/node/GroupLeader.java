package org.flyte.devbox.node;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Makes a command the leader of a new session and process group, keeping its process number. */
final class GroupLeader {
    private static final String PYTHON = "import os,sys; os.setsid(); os.execvp(sys.argv[1], sys.argv[1:])";
    private static final List<String> PREFIX = Stream.of("/usr/bin/setsid", "/bin/setsid")
            .filter(program -> Files.isExecutable(Path.of(program)))
            .findFirst()
            .map(List::of)
            .orElse(List.of("python3", "-c", PYTHON));

    private GroupLeader() {}

    static List<String> command(List<String> command) {
        return Stream.concat(PREFIX.stream(), command.stream()).toList();
    }
}
