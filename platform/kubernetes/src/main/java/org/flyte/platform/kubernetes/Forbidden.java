package org.flyte.platform.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Locale;

/** Why the Kubernetes API answers 403: it says so only in words. */
public enum Forbidden {
    /** A resource quota is used up. */
    QUOTA,
    /** This client lacks a permission. That is an error of the installation, and will be mended. */
    PERMISSION,
    /** The namespace is being deleted. */
    NAMESPACE_TERMINATING,
    /** An admission plugin or webhook does not accept the object; it will not accept it later either. */
    POLICY;

    /** Of an answer 403. */
    public static Forbidden of(KubernetesClientException answer) {
        String message = answer.getStatus() == null || answer.getStatus().getMessage() == null
                ? String.valueOf(answer.getMessage())
                : answer.getStatus().getMessage();
        String text = message.toLowerCase(Locale.ROOT);
        if (text.contains("exceeded quota")) {
            return QUOTA;
        }
        if (text.contains("because it is being terminated")) {
            return NAMESPACE_TERMINATING;
        }
        return text.contains(" cannot ") && text.contains(" resource ") ? PERMISSION : POLICY;
    }

    /** Whether the same request may succeed later. */
    public boolean isTemporary() {
        return this != POLICY;
    }
}
