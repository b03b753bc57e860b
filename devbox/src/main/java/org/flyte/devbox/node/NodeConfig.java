package org.flyte.devbox.node;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** The local node of devbox, which runs pods as processes of this machine. */
@ConfigMapping(prefix = "flyte.devbox.node")
public interface NodeConfig {
    /** Whether pods run here; off when devbox works on a real cluster. */
    @WithDefault("false")
    boolean enabled();

    /** Folder for working directories and logs of pods. */
    @WithDefault("target/node")
    Path folder();

    /** Python environment whose programs pods find first. */
    Optional<Path> venv();

    /** Most processes that start at the same time; default: two for each core. */
    OptionalInt starts();

    /** Longest time for which a process counts as starting. */
    @WithDefault("10s")
    Duration startTime();

    /** Longest time between SIGTERM and SIGKILL, whatever the pod asks for. */
    @WithDefault("5s")
    Duration grace();

    /** How often pods are looked up whose TaskAction is gone. */
    @WithDefault("10s")
    Duration sweep();

    /** Variables set in every pod that does not set them itself. */
    Map<String, String> environment();
}
