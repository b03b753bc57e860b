package org.flyte.devbox.start;

/** Where pods live. */
public enum KubernetesMode {
    /** An API server in this JVM, and a node that runs pods as processes of this machine. */
    EMBEDDED,
    /** The user's own cluster: the current context of KUBECONFIG. */
    KUBECONFIG;

    static KubernetesMode parse(String text) {
        return switch (text) {
            case "embedded" -> EMBEDDED;
            case "kubeconfig" -> KUBECONFIG;
            default -> throw new UsageException("--kubernetes is %s, but may be embedded or kubeconfig", text);
        };
    }
}
