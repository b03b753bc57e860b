package org.flyte.actions.cluster;

/** Where an object of Kubernetes is. */
public record ObjectName(String namespace, String name) {
    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
