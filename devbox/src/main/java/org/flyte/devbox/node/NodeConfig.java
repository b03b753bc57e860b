package org.flyte.devbox.node;

import io.quarkus.runtime.configuration.MemorySize;
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
    /** Whether pods run on this machine; off when devbox uses a real cluster. */
    @WithDefault("false")
    boolean enabled();

    /** Folder for working directories and logs of pods. */
    @WithDefault("target/node")
    Path folder();

    /** Python virtual environment that comes first on the PATH of pods. */
    Optional<Path> venv();

    /** Maximum number of processes that start at the same time; default: two for each core. */
    OptionalInt starts();

    /** Maximum time for which a process counts as starting. */
    @WithDefault("10s")
    Duration startTime();

    /** Maximum time between SIGTERM and SIGKILL; a pod can ask for less. */
    @WithDefault("5s")
    Duration grace();

    /** How often pods are deleted whose TaskAction no longer exists. */
    @WithDefault("10s")
    Duration sweep();

    /** How long the log file of a pod is kept after its last line. */
    @WithDefault("24h")
    Duration logRetention();

    /** Maximum size of all log files together; the oldest ones of pods that have ended are deleted first. */
    @WithDefault("2G")
    MemorySize maxLogsSize();

    /** PEM file with the certificate of devbox, which pods trust; needed where they have to prove who they are. */
    Optional<Path> caFile();

    /** Address by which pods reach devbox, as name and port. */
    @WithDefault("localhost:8090")
    String apiAddress();

    /** The object store, when it is a folder: raw containers get their inputs from it. */
    Optional<Path> storeFolder();

    /** Environment variables of every pod that does not set them itself. */
    Map<String, String> environment();
}
