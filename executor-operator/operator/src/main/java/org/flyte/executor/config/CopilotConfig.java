package org.flyte.executor.config;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Copilot, which fetches the inputs of raw containers and stores their outputs; see docs/behaviour/raw-containers.md. */
@ConfigMapping(prefix = "flyte.executor.copilot")
public interface CopilotConfig {
    /** Image of copilot; without one, tasks that are raw containers fail with a message that names this key. */
    Optional<String> image();

    /** Pull policy of that image: Always, IfNotPresent or Never. */
    @WithDefault("IfNotPresent")
    String imagePullPolicy();

    /** CPU request of each of its containers. */
    @WithDefault("100m")
    String cpu();

    /** CPU limit of each of its containers; absent means none, so that it may use idle capacity of its node. */
    Optional<String> cpuLimit();

    /** Memory request and limit of each of its containers; four uploads at a time hold 8 MiB each. */
    @WithDefault("256Mi")
    String memory();

    /** How long the download of inputs, and the upload of outputs, may take. */
    @WithDefault("1h")
    Duration timeout();

    /** Maximum size of all files of the inputs together, and of the outputs; 0 means no limit. */
    @WithDefault("0")
    MemorySize maxSize();

    /** Maximum number of files of the inputs together, and of the outputs. */
    @WithDefault("100000")
    int maxFiles();

    /** Maximum size of a value that is not a file, and of inputs.pb. */
    @WithDefault("10M")
    MemorySize maxValueSize();

    /**
     * Environment of its containers beside {@code flyte.executor.pod.default-env}: how it reaches the object store, by the same
     * variables as the SDK.
     */
    Map<String, String> env();

    /** Secrets in the namespace of the pods whose keys are environment variables of its containers. */
    Optional<List<String>> envFromSecrets();
}
