package org.flyte.executor.plugin;

import java.util.Locale;

/**
 * A kind of namespaced Kubernetes objects.
 *
 * @param group empty for the core group
 * @param version such as {@code v1beta2}
 * @param kind such as {@code SparkApplication}
 * @param plural as in addresses, such as {@code sparkapplications}
 */
public record ObjectKind(String group, String version, String kind, String plural) {
    /** With the regular plural. */
    public static ObjectKind of(String group, String version, String kind) {
        return new ObjectKind(group, version, kind, kind.toLowerCase(Locale.ROOT) + "s");
    }

    /** Group and version, as {@code apiVersion} of an object. */
    public String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    /** Name of the CustomResourceDefinition that a cluster has the kind by, if it is no kind of Kubernetes itself. */
    public String crd() {
        return plural + "." + group;
    }
}
