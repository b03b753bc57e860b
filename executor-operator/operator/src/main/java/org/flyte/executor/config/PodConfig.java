package org.flyte.executor.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Defaults and rules of every task pod; see docs/behaviour/pods.md. */
@ConfigMapping(prefix = "flyte.executor.pod")
public interface PodConfig {
    /** Environment of every container; a task overrides it, except names that start with {@code _U_}. */
    Map<String, String> defaultEnv();

    /** Secrets whose entries are environment of every container, where they exist; all other environment overrides them. */
    Optional<List<String>> envFromSecrets();

    /** ConfigMaps whose entries are environment of every container, in the same way; Secrets override them. */
    Optional<List<String>> envFromConfigMaps();

    /** Labels of every pod; those of the task override them. */
    Map<String, String> defaultLabels();

    /** Annotations of every pod; those of the task override them. */
    Map<String, String> defaultAnnotations();

    /** Pull policy of the primary container: Always, IfNotPresent or Never. */
    @WithDefault("IfNotPresent")
    String imagePullPolicy();

    /** CPU request of a primary container that has none. */
    @WithDefault("1")
    String defaultCpu();

    /** Memory request of a primary container that has none. */
    @WithDefault("1Gi")
    String defaultMemory();

    /** Whether a default request is also the limit; without a limit a pod may use idle capacity of its node. */
    @WithDefault("true")
    boolean limitDefaults();

    /** Name of the Kubernetes resource for GPU requests. */
    @WithDefault("nvidia.com/gpu")
    String gpuResource();

    /**
     * Kinds of accelerators, by their class: {@code NVIDIA_GPU}, {@code GOOGLE_TPU}, {@code AMAZON_NEURON}, {@code AMD_GPU} or
     * {@code HABANA_GAUDI}.
     */
    Map<String, AcceleratorConfig> accelerators();

    /** Values of node labels by names of devices, beyond those that are known and in place of them. */
    Map<String, String> acceleratorDevices();

    /** Most of a resource that a container may request, by the name of the resource; what asks for more fails. */
    Map<String, String> maxResources();

    /**
     * PodTemplate of tasks that name none, in the namespace of the action or of the operator. While it does not exist, their actions
     * wait.
     */
    Optional<String> template();

    /** Service account of pods for which neither the run nor the task names one. */
    Optional<String> serviceAccount();

    /** Scheduler of pods whose template names none; absent means that of the cluster. */
    Optional<String> schedulerName();

    /** Node labels that every pod requires; those of the template override them. */
    Map<String, String> nodeSelector();

    /** Tolerations of every pod. */
    List<TolerationConfig> tolerations();

    /** Node labels that pods of interruptible actions require; they override all others. */
    Map<String, String> interruptibleNodeSelector();

    /** Tolerations of pods of interruptible actions. */
    List<TolerationConfig> interruptibleTolerations();

    /** Tolerations of pods that request a resource, by the name of the resource. */
    Map<String, List<TolerationConfig>> resourceTolerations();

    /** Resources whose name is the key of a taint of their nodes: pods that request one tolerate it with the effect NoSchedule. */
    Optional<List<String>> extendedResourceTolerations();

    /** What the nodes of interruptible actions have, in every alternative of the pod's own affinity. */
    Optional<NodeRequirementConfig> interruptibleNodeRequirement();

    /** What the nodes of all other actions have, in the same way. */
    Optional<NodeRequirementConfig> nonInterruptibleNodeRequirement();

    /** How long an image may be in pull back-off before the attempt fails. */
    @WithDefault("3m")
    Duration imagePullBackoffGrace();

    /** How long the creation of a container may fail before the attempt fails. */
    @WithDefault("3m")
    Duration createContainerErrorGrace();

    /** How long the configuration of a container may be invalid before the attempt fails. */
    @WithDefault("0s")
    Duration createContainerConfigErrorGrace();

    /** How long a container may take to be created, with its image and volumes, before it counts as a failure of infrastructure. */
    @WithDefault("1h")
    Duration containerCreatingGrace();

    /**
     * How long a container may wait for a reason that is neither one of the above nor a normal step of its start, before it
     * counts as a failure of infrastructure.
     */
    @WithDefault("5m")
    Duration otherWaitingGrace();

    /** How long a pod may be pending before the attempt fails; 0s means no limit. */
    @WithDefault("24h")
    Duration pendingTimeout();

    /** How pods prove to the services who they are. */
    IdentityConfig identity();

    /** The identity of task pods; see docs/behaviour/login.md. */
    interface IdentityConfig {
        /** Address of the services for pods, HOST:PORT by TLS; absent: pods have no identity, and the services must not ask. */
        Optional<String> endpoint();

        /** Audience of the tokens, which the services have to accept of pods. */
        @WithDefault("flyte-pods")
        String audience();

        /** How long a token is valid; kubelet replaces it after 80 % of it. At least 10 minutes. */
        @WithDefault("1h")
        Duration tokenLifetime();

        /** ConfigMap in the namespace of the pods with the certificates that they trust; absent: those of their image. */
        Optional<String> caConfigMap();

        /** Its key with the PEM text. */
        @WithDefault("ca.crt")
        String caKey();
    }

    /** A kind of accelerators: what differs from the usual. */
    interface AcceleratorConfig {
        /** Name of the Kubernetes resource. */
        Optional<String> resource();

        /** Label by which nodes say which device they have. */
        Optional<String> deviceLabel();

        /** Label by which nodes say the size of their partitions. */
        Optional<String> partitionLabel();

        /** PodTemplate that their pods are based on, over the one that the task names. While it does not exist, their actions wait. */
        Optional<String> template();
    }

    /** A requirement on the labels of a node, as in the node affinity of Kubernetes. */
    interface NodeRequirementConfig {
        /** Name of the label. */
        String key();

        /** In, which is the default, NotIn, Exists, DoesNotExist, Gt or Lt. */
        Optional<String> operator();

        /** Values of the label; absent for the operators Exists and DoesNotExist. */
        Optional<List<String>> values();
    }

    /** A toleration of pods, as in Kubernetes. */
    interface TolerationConfig {
        /** Key of the taint; absent with the operator Exists tolerates every taint. */
        Optional<String> key();

        /** Equal or Exists. */
        @WithDefault("Equal")
        String operator();

        /** Value of the taint; absent for the operator Exists. */
        Optional<String> value();

        /** Effect of the taint: NoSchedule, PreferNoSchedule or NoExecute; absent means all. */
        Optional<String> effect();
    }
}
