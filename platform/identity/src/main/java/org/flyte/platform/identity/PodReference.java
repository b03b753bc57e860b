package org.flyte.platform.identity;

/** Names one pod for good: another one of the same name has another uid. */
public record PodReference(String namespace, String name, String uid) {}
