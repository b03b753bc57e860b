package org.flyte.executor.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What every task pod gets (executor spec §4, §9.4). */
@ConfigMapping(prefix = "flyte.executor.pod")
public interface PodConfig {
    /** Environment of every container, such as {@code _U_EP_OVERRIDE}; a task's own wins, but for {@code _U_} names. */
    Map<String, String> defaultEnv();

    Map<String, String> defaultLabels();

    Map<String, String> defaultAnnotations();

    /** Pull policy of the primary container: Always, IfNotPresent or Never. */
    @WithDefault("IfNotPresent")
    String imagePullPolicy();

    /** CPU that a primary container without a request gets. */
    @WithDefault("1")
    String defaultCpu();

    /** Memory that a primary container without a request gets. */
    @WithDefault("1Gi")
    String defaultMemory();

    /** Whether a default is also the limit. Without, pods of a small cluster may use what is idle. */
    @WithDefault("true")
    boolean limitDefaults();

    /** Resource that a GPU request means. */
    @WithDefault("nvidia.com/gpu")
    String gpuResource();

    /** Service account of pods for which neither run nor task names one. */
    Optional<String> serviceAccount();

    Optional<String> schedulerName();

    Map<String, String> nodeSelector();

    List<TolerationConfig> tolerations();

    /** Node labels that interruptible actions ask for. */
    Map<String, String> interruptibleNodeSelector();

    List<TolerationConfig> interruptibleTolerations();

    /** How long an image that cannot be pulled is waited for. */
    @WithDefault("3m")
    Duration imagePullBackoffGrace();

    /** How long a container that cannot be created is waited for. */
    @WithDefault("3m")
    Duration createContainerErrorGrace();

    /** How long a container with a broken configuration is waited for. */
    @WithDefault("0s")
    Duration createContainerConfigErrorGrace();

    /** How long any pod may be pending; zero means for ever. */
    @WithDefault("0s")
    Duration pendingTimeout();

    interface TolerationConfig {
        Optional<String> key();

        @WithDefault("Equal")
        String operator();

        Optional<String> value();

        Optional<String> effect();
    }
}
