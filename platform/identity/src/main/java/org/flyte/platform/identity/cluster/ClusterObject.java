package org.flyte.platform.identity.cluster;

/**
 * An object of the cluster that a request names for its pods.
 *
 * @param field where the request names it
 */
record ClusterObject(Kind kind, String field, String name) {
    /** What gives a pod rights or data of its own. */
    enum Kind {
        SERVICE_ACCOUNT("service account", "service-accounts"),
        IAM_ROLE("IAM role", "service-accounts"),
        SECRET("Kubernetes Secret", "secrets");

        private final String label;
        private final String key;

        Kind(String label, String key) {
            this.label = label;
            this.key = key;
        }

        /** How messages name it. */
        String label() {
            return label;
        }

        /** The configuration that allows it, below {@code flyte.auth.pods}. */
        String key() {
            return key;
        }
    }
}
