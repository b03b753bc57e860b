package org.flyte.platform.connect;

/** Who may call: of a method, the least that is needed; of a listener, those who can reach it. Each includes the ones before. */
public enum Audience {
    /** Clients: the SDK, the console, anybody that an ingress lets in. */
    PUBLIC,
    /** Also task pods, which enqueue and watch their children. */
    PODS,
    /** Also the other services, which write the state of record. */
    SERVICES;

    /** Says whether a listener for this audience serves a method for the other one. */
    public boolean includes(Audience other) {
        return compareTo(other) >= 0;
    }
}
