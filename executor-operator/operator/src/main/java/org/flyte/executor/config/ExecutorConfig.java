package org.flyte.executor.config;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How actions are reconciled. */
@ConfigMapping(prefix = "flyte.executor")
public interface ExecutorConfig {
    /** Name of this cluster in events. */
    Optional<String> cluster();

    /** Whether to install the CRDs at start; in production they are installed with the operator. */
    @WithDefault("false")
    boolean applyCrd();

    /** Whether replicas elect one that reconciles; required with more than one replica. */
    @WithDefault("false")
    boolean leaderElect();

    /** Number of operators that share the runs, each with a shard of its own: {@code flyte.actions.enqueue.shards}. */
    @WithDefault("1")
    @Min(1)
    @Max(256)
    int shards();

    /** The shard of this operator, from 0. The first one also has the TaskActions of no shard. */
    @WithDefault("0")
    @Min(0)
    int shard();

    /** Maximum number of concurrent reconciles; more than starts and outcomes together, so that others go on meanwhile. */
    @WithDefault("512")
    @Min(1)
    @Max(4096)
    int concurrency();

    /** Maximum number of pods created at the same time, with what is read for them; further actions wait in order. */
    @WithDefault("64")
    @Min(1)
    @Max(2048)
    int maxConcurrentStarts();

    /** Maximum number of ended attempts whose files are read at the same time; further ones wait in order. */
    @WithDefault("64")
    @Min(1)
    @Max(2048)
    int maxConcurrentOutcomes();

    /** Maximum number of actions at work at once, over all queues; further ones wait. Absent: any number. */
    Optional<Integer> maxActions();

    /** Queues by name. Actions that name none are in the queue {@code default}, which need not be configured. */
    Map<String, QueueConfig> queues();

    /** Phases before RUNNING that pass sooner than this are not recorded. */
    @WithDefault("2s")
    Duration settle();

    /** How long a pod must run before RUNNING is recorded; of one that ends sooner it is recorded with the end. */
    @WithDefault("500ms")
    Duration runningSettle();

    /** Maximum number of infrastructure failures over the whole life of an action. */
    @WithDefault("3")
    @Min(0)
    int maxSystemFailures();

    /** Back-off after the first infrastructure failure; doubles with each further one. */
    @WithDefault("1s")
    Duration initialBackoff();

    /** Longest back-off after an infrastructure failure. */
    @WithDefault("1m")
    Duration maxBackoff();

    /** Grace period of a pod between SIGTERM and SIGKILL when its action is aborted or its attempt is stopped. */
    @WithDefault("5s")
    Duration killGrace();

    /** How long the TaskActions and pods of a run are kept after its end; 0s keeps them for ever. */
    @WithDefault("1h")
    Duration retention();

    /** Maximum size of an error.pb that is read; of a bigger one only its existence counts. */
    @WithDefault("16M")
    MemorySize maxErrorSize();

    /** How much older than its pod an error.pb may be before it counts as left over by an earlier pod. */
    @WithDefault("10s")
    Duration clockSkew();

    /** Plugin by task type: for types that the plugin does not claim itself, and for those that two plugins claim. */
    Map<String, String> plugins();

    /** Folder of further plugins: jars, and folders of jars with libraries; see docs/writing-plugins.md. Absent or empty: none. */
    Optional<String> pluginsFolder();

    /** Names of plugins that are left out; their tasks fail with {@code PluginNotFound}. */
    Optional<List<String>> disabledPlugins();

    /** Settings of a plugin by its name: {@code flyte.executor.plugin.<name>.<key>}, see docs/behaviour/plugins.md and connectors.md. */
    Map<String, Map<String, String>> plugin();

    /** How often to look for kinds of objects that plugins need and the API server did not have. */
    @WithDefault("30s")
    Duration recheckKinds();

    /** Log links by name: URL templates with variables such as {{ .podName }} and {{ .namespace }}. */
    Map<String, String> logLinks();

    /** Links by name, as {@code log-links}, that a task gets only if its setting {@code link_type} names them. */
    Map<String, String> dynamicLogLinks();

    /** Whether failed attempts are also written as Kubernetes Events, which {@code kubectl describe} shows. */
    @WithDefault("true")
    boolean kubernetesEvents();

    /** Publishing of phase events. */
    Events events();

    /** Use of cache-service for the results of cacheable tasks. */
    Cache cache();

    /** Storing of the logs of containers, so that they outlive their pod. */
    Logs logs();

    interface Logs {
        /** Whether the logs of containers that have ended are stored with the data of their run. */
        @WithDefault("true")
        boolean enabled();

        /** Maximum size of a stored log before compression; of a larger one beginning and end are kept. */
        @WithDefault("256M")
        MemorySize maxSize();

        /** Maximum number of logs that are stored at the same time. */
        @WithDefault("64")
        @Min(1)
        @Max(4096)
        int maxConcurrent();

        /** Maximum number of logs that are being stored or wait for it; those of further pods are stored when they go. */
        @WithDefault("10000")
        @Min(1)
        int maxPending();

        /** Maximum time to read one log; what was read until then is stored. */
        @WithDefault("10m")
        Duration timeout();

        /** How long the pod of an ended action is kept for its log to be stored. */
        @WithDefault("1m")
        Duration hold();
    }

    interface Cache {
        /** Whether results of cacheable tasks are looked up and stored; needs cache-service. */
        @WithDefault("true")
        boolean enabled();

        /** Maximum time of a call to cache-service, its retries included; then the task runs without the cache. */
        @WithDefault("2s")
        Duration timeout();

        /** Oldest result that a task accepts that names no age itself; {@code 0s} for any age. */
        @WithDefault("0s")
        Duration maxAge();

        /** How often the reservation of an action that computes a result is extended; it lasts three times as long. */
        @WithDefault("5s")
        Duration heartbeat();

        /** How often an action looks again while another one computes its result. */
        @WithDefault("2s")
        Duration poll();
    }

    interface Events {
        /** Whether events are published; if not, no Kafka is needed, and phases are in the status of TaskActions only. */
        @WithDefault("true")
        boolean enabled();

        /**
         * How often it is recorded which events the broker has, in a Lease: a restart does not publish those again. 0 for
         * never.
         */
        @WithDefault("5s")
        Duration watermarkInterval();

        /** Maximum number of events that wait for the broker's acknowledgement. */
        @WithDefault("1000")
        @Min(1)
        int maxInFlight();

        /** Back-off after the first failed delivery of an action's events; doubles with each further one. */
        @WithDefault("400ms")
        Duration initialBackoff();

        /** Longest back-off while the broker is unavailable. */
        @WithDefault("5s")
        Duration maxBackoff();
    }
}
